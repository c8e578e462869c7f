using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Ops of the user's own, recorded through the same door as the library's.</summary>
/// <remarks>
/// A rule is a function from the result's cotangent to the argument's, written in tensor expressions, so that the op has every order of derivative.
/// It may use the arguments and the result. What the value is computed with is not recorded: only the rule counts.
/// </remarks>
public static class CustomOp
{
    /// <summary>An op of one argument, in one lambda: it returns the value and the rule.</summary>
    /// <remarks>Formula: y = value(x).  Derivative: rule(g) = J(x)' g, of x's shape.  Shapes: the lambda decides.  Keeps: what the rule captures.</remarks>
    /// <param name="name">The name shown in errors and graphs.</param>
    /// <param name="x">The argument.</param>
    /// <param name="define">Gives the value and the rule for an argument.</param>
    public static Tensor<T> Apply<T>(string name, Tensor<T> x, Func<Tensor<T>, (Tensor<T> Value, Func<Tensor<T>, Tensor<T>> Rule)> define)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(define);
        var (value, rule) = Unrecorded<T, (Tensor<T>, Func<Tensor<T>, Tensor<T>>)>(name, [x], () => define(x));
        return StandFor(value, Ops.Enter(Shown(value.Alias(name, value.Shape)), OpKind.General, x, rule, static (_, _, rule) => Watched(rule)));
    }

    /// <summary>An op of several arguments, in one lambda: it returns the value and one rule for all arguments.</summary>
    /// <remarks>Formula: y = value(x1, x2, ...).  Derivative: rule(g) gives J_i' g for each argument, of its shape, or null for none.  Shapes: the lambda decides.  Keeps: what the rule captures.</remarks>
    /// <param name="name">The name shown in errors and graphs.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="define">Gives the value and the rule.</param>
    public static Tensor<T> Apply<T>(string name, Tensor<T>[] arguments, Func<Tensor<T>[], (Tensor<T> Value, Func<Tensor<T>, Tensor<T>?[]> Rule)> define)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(define);
        var (value, rule) = Unrecorded<T, (Tensor<T>, Func<Tensor<T>, Tensor<T>?[]>)>(name, arguments, () => define(arguments));
        return StandFor(value, Ops.EnterJoint(Shown(value.Alias(name, value.Shape)), OpKind.General, arguments, (_, _, _) => Watched(Counted(name, arguments.Length, rule))));
    }

    /// <summary>An element-wise op from a function of one number.</summary>
    /// <remarks>Formula: y_i = f(x_i).  Derivative: rule(g, x, y), element by element.  Shapes: any, same.  Keeps: x, y.</remarks>
    /// <param name="name">The name shown in errors and graphs.</param>
    /// <param name="x">The argument.</param>
    /// <param name="function">The function of one number.</param>
    /// <param name="rule">The argument's cotangent from the result's cotangent g, the argument x and the result y, such as <c>(g, x, y) => 2 * g * x</c>.</param>
    public static Tensor<T> Map<T>(string name, Tensor<T> x, Func<T, T> function, Func<Tensor<T>, Tensor<T>, Tensor<T>, Tensor<T>> rule)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(rule);
        return Ops.Map(x, new CustomMapKernel<T>(function), (x, y, _) => Watched<T, Tensor<T>>(g => rule(g, x, y)), name);
    }

    /// <summary>
    /// Lets the value that the lambda computed, and that its rule may have captured, be the recorded result: so a rule written with its own result has every order.
    /// Where nothing was recorded, the result is marked as the value is.
    /// </summary>
    private static Tensor<T> StandFor<T>(Tensor<T> value, Tensor<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (value.Id < 0 && output.Id > 0)
        {
            value.AttachTo(output.History!, output.Ordinal, output.Id);
        }
        else if (value.Id < 0 && output.Id == 0)
        {
            output.AttachTo(value.History!, value.Ordinal, value.Id);
        }

        return output;
    }

    /// <summary>
    /// A rule whose cotangent, and all that is made while it runs, stays until the scope ends: the user's function may hold any of it, for a look or for its next call.
    /// </summary>
    private static Func<Tensor<T>, TResult> Watched<T, TResult>(Func<Tensor<T>, TResult> rule)
        where T : unmanaged, IFloatingPointIeee754<T> => g =>
    {
        var arena = Arena<T>.Current;
        var mark = arena.Count;
        try
        {
            return rule(Shown(g));
        }
        finally
        {
            arena.ShowSince(mark);
        }
    };

    private static Tensor<T> Shown<T>(Tensor<T> tensor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Arena<T>.Current.Show(tensor.Memory);
        return tensor;
    }

    private static TResult Unrecorded<T, TResult>(string name, Tensor<T>[] arguments, Func<TResult> compute)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var recording = Recording<T>.Current;
        recording?.SuspendAndTell(used => CheckArgument(name, arguments, used), asConstants: false);
        try
        {
            return compute();
        }
        finally
        {
            recording?.Resume();
        }
    }

    /// <summary>What is tracked must be among the arguments, or its gradient would be lost.</summary>
    private static void CheckArgument<T>(string name, Tensor<T>[] arguments, Tensor<T> used)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Array.IndexOf(arguments, used) < 0)
        {
            throw Errors.CapturedByCustomOp(name, used is Parameter<T> parameter ? $"parameter '{parameter.Name}'" : $"the result of {used.Op}", used.Shape);
        }
    }

    private static Func<Tensor<T>, Tensor<T>?[]> Counted<T>(string name, int count, Func<Tensor<T>, Tensor<T>?[]> rule)
        where T : unmanaged, IFloatingPointIeee754<T> => g =>
    {
        var cotangents = rule(g);
        return cotangents.Length == count
            ? cotangents
            : throw Errors.Value(name, $"its rule gave {cotangents.Length} cotangents for {count} arguments", "A rule gives one for each argument, null where there is none.");
    };
}

internal readonly record struct CustomMapKernel<T>(Func<T, T> Function) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsVectorized => false;

    public T Invoke(T x) => Function(x);

    public Vector512<T> Invoke(Vector512<T> x) => throw new System.Diagnostics.UnreachableException();
}
