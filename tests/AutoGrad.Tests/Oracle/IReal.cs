using System.Numerics;

namespace AutoGrad.Oracle;

/// <summary>What a definition asks of a number. The oracle's definitions are written once over it and run on duals, double-doubles, rationals and error bounds.</summary>
/// <remarks>A kind of number that has only arithmetic (rationals) leaves the functions out: a definition that calls one throws.</remarks>
internal interface IReal<N> : IAdditionOperators<N, N, N>, ISubtractionOperators<N, N, N>, IMultiplyOperators<N, N, N>, IDivisionOperators<N, N, N>, IUnaryNegationOperators<N, N>
    where N : struct, IReal<N>
{
    static virtual N Pi => throw OnlyArithmetic();

    /// <summary>How many orders of derivatives a number carries.</summary>
    static virtual int Order => 0;

    /// <summary>The nearest double, or one beside it.</summary>
    double Leading { get; }

    /// <summary>The number that a double is, exactly.</summary>
    static abstract N From(double value);

    /// <summary>Below zero, zero or above zero.</summary>
    static abstract int Compare(N x, N y);

    /// <summary>The value without its derivatives.</summary>
    static virtual N Constant(N x) => x;

    static virtual N Sqrt(N x) => throw OnlyArithmetic();

    static virtual N Exp(N x) => throw OnlyArithmetic();

    static virtual N Log(N x) => throw OnlyArithmetic();

    static virtual N Sin(N x) => throw OnlyArithmetic();

    static virtual N Cos(N x) => throw OnlyArithmetic();

    static virtual N Atan(N x) => throw OnlyArithmetic();

    private static InvalidOperationException OnlyArithmetic() => new($"{typeof(N).Name} has arithmetic only.");
}
