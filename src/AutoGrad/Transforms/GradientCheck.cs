using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace AutoGrad;

/// <summary>Thrown by <see cref="GradientCheck"/> when a gradient is wrong; the message is the readable report.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only the library makes these.")]
public sealed class GradientCheckException : AutoGradException
{
    internal GradientCheckException(GradientReport report)
        : base("AG401", "GradientCheck", $"{report}\nCompare the rules of the ops in the function with their formulas; a CustomOp can be checked by itself.") => Report = report;

    /// <summary>The whole report.</summary>
    public GradientReport Report { get; }
}

/// <summary>Checks derivatives against finite differences of the function itself, of first and second order, in one line of a test.</summary>
/// <remarks>
/// <para>A result of many numbers is contracted with two random cotangents v, and &lt;v, f&gt; is differentiated coordinate by coordinate with five-point central
/// differences whose step adapts to the curvature. Order 2 does the same with the gradient contracted with a random direction. Forward mode is held against reverse
/// mode by &lt;J u, v&gt; = &lt;u, J' v&gt;. A point where the slopes from left and right differ is reported as a kink and passes if the gradient lies between them.</para>
/// <para>In float the rounding of the function itself is allowed for, so that a large value raises no false alarm; but where a derivative's effect drowns in that rounding
/// the differences say little. Write the function for every element type and have it checked in double.</para>
/// <para>The function must be deterministic: give it a fixed random stream position for dropout.</para>
/// </remarks>
public static class GradientCheck
{
    /// <summary>Checks a function of one tensor at a point.</summary>
    public static GradientReport Check<T>(Func<Tensor<T>, Tensor<T>> function, Tensor<T> x, GradientCheckOptions? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        return Check<T>(arguments => function(arguments[0]), [x], options);
    }

    /// <summary>Checks a function of several tensors at a point, with respect to all of them.</summary>
    public static GradientReport Check<T>(Func<Tensor<T>[], Tensor<T>> function, Tensor<T>[] arguments, GradientCheckOptions? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(arguments);
        return new GradientChecker<T>(options ?? new GradientCheckOptions()).Run(function, arguments);
    }

    /// <summary>Checks, in double, a function that is written for every element type, even where it trains in float.</summary>
    public static GradientReport Check<TFunction, T>(TFunction function, Tensor<T>[] arguments, GradientCheckOptions? options = null)
        where TFunction : IFunction
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return Check<double>(inputs => function.Invoke<double>(inputs), Array.ConvertAll(arguments, static x => x.Detach().To<double>()), options);
    }

    /// <summary>Checks a function of one tensor at a point and throws a readable report if its derivatives are wrong.</summary>
    /// <exception cref="GradientCheckException">A derivative is wrong.</exception>
    public static void Assert<T>(Func<Tensor<T>, Tensor<T>> function, Tensor<T> x, GradientCheckOptions? options = null)
        where T : unmanaged, IFloatingPointIeee754<T> => ThrowUnlessPassed(Check(function, x, options));

    /// <summary>Checks a function of several tensors at a point and throws a readable report if its derivatives are wrong.</summary>
    /// <exception cref="GradientCheckException">A derivative is wrong.</exception>
    public static void Assert<T>(Func<Tensor<T>[], Tensor<T>> function, Tensor<T>[] arguments, GradientCheckOptions? options = null)
        where T : unmanaged, IFloatingPointIeee754<T> => ThrowUnlessPassed(Check(function, arguments, options));

    /// <summary>Checks, in double, a function that is written for every element type, and throws a readable report if its derivatives are wrong.</summary>
    /// <exception cref="GradientCheckException">A derivative is wrong.</exception>
    public static void Assert<TFunction, T>(TFunction function, Tensor<T>[] arguments, GradientCheckOptions? options = null)
        where TFunction : IFunction
        where T : unmanaged, IFloatingPointIeee754<T> => ThrowUnlessPassed(Check(function, arguments, options));

    private static void ThrowUnlessPassed(GradientReport report)
    {
        if (!report.Passed)
        {
            throw new GradientCheckException(report);
        }
    }
}
