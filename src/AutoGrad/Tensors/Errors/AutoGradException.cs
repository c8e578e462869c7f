using System.Diagnostics.CodeAnalysis;

namespace AutoGrad;

/// <summary>The base of the library's errors: a code that docs/errors.md explains, the op, and a message with what was given, the rule, and the way out.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only the library makes these; code and op are required.")]
public abstract class AutoGradException : Exception
{
    private protected AutoGradException(string code, string op, string message)
        : base($"{op}: {message} [{code}]")
    {
        Code = code;
        Op = op;
    }

    /// <summary>The stable code of the rule that was broken, such as AG101.</summary>
    public string Code { get; }

    /// <summary>The op or method that refused.</summary>
    public string Op { get; }
}

/// <summary>Shapes do not fit together, or a size is impossible.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only the library makes these.")]
public sealed class ShapeException : AutoGradException
{
    internal ShapeException(string code, string op, string message)
        : base(code, op, message)
    {
    }
}

/// <summary>An axis does not exist or is named twice.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only the library makes these.")]
public sealed class AxisException : AutoGradException
{
    internal AxisException(string code, string op, string message)
        : base(code, op, message)
    {
    }
}

/// <summary>An index lies outside the axis it selects from.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only the library makes these.")]
public sealed class IndexException : AutoGradException
{
    internal IndexException(string code, string op, string message)
        : base(code, op, message)
    {
    }
}

/// <summary>A number or option is outside what the op is defined for.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only the library makes these.")]
public sealed class ValueException : AutoGradException
{
    internal ValueException(string code, string op, string message)
        : base(code, op, message)
    {
    }
}

/// <summary>A tape is used against its rules: from another thread, after its end, without seed, with unrecorded gradients.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only the library makes these.")]
public sealed class TapeException : AutoGradException
{
    internal TapeException(string code, string op, string message)
        : base(code, op, message)
    {
    }
}

/// <summary>A tensor is read after the scope that owned its memory ended.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only the library makes these.")]
public sealed class ScopeEndedException : AutoGradException
{
    internal ScopeEndedException(string code, string op, string message)
        : base(code, op, message)
    {
    }
}

/// <summary>A parameter changed between recording and sweep, is missing from the model, or was not reached.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only the library makes these.")]
public sealed class ParameterException : AutoGradException
{
    internal ParameterException(string code, string op, string message)
        : base(code, op, message)
    {
    }
}

/// <summary>Check mode met the first result that is NaN or infinite.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only the library makes these.")]
public sealed class NonFiniteException : AutoGradException
{
    internal NonFiniteException(string code, string op, string message)
        : base(code, op, message)
    {
    }
}

/// <summary>A matrix has no such factorization, inverse or gradient: it is singular, not positive definite, or its eigenvalues coincide.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only the library makes these.")]
public sealed class MatrixException : AutoGradException
{
    internal MatrixException(string code, string op, string message)
        : base(code, op, message)
    {
    }
}
