using System.Numerics;

namespace AutoGrad;

/// <summary>max(x, 0), element by element.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Relu<T>() : Activation<T>(static x => x.Relu())
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal override Tensor<T> After(Dense<T> dense, Tensor<T> x) => dense.Bias is { } bias ? Ops.AffineRelu(x, dense.Weight, bias) : base.After(dense, x);
}

/// <summary>x for x &gt; 0, else slope x.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="slope">The slope below zero.</param>
public sealed class LeakyRelu<T>(double slope = 0.01) : Activation<T>(x => x.LeakyRelu(slope))
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>x for x &gt; 0, else alpha (exp x - 1).</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="alpha">The depth below zero.</param>
public sealed class Elu<T>(double alpha = 1) : Activation<T>(x => x.Elu(alpha))
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>x times the normal distribution function at x.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Gelu<T>() : Activation<T>(static x => x.Gelu())
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>x times its sigmoid; also called swish.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Silu<T>() : Activation<T>(static x => x.Silu())
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>x tanh(log(1 + exp x)).</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Mish<T>() : Activation<T>(static x => x.Mish())
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>log(1 + exp x): a smooth relu.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Softplus<T>() : Activation<T>(static x => x.Softplus())
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>Hyperbolic tangent.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Tanh<T>() : Activation<T>(static x => x.Tanh())
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal override Tensor<T> After(Dense<T> dense, Tensor<T> x) => dense.Bias is { } bias ? Ops.AffineTanh(x, dense.Weight, bias) : base.After(dense, x);
}

/// <summary>1 / (1 + exp(-x)).</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Sigmoid<T>() : Activation<T>(static x => x.Sigmoid())
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal override Tensor<T> After(Dense<T> dense, Tensor<T> x) => dense.Bias is { } bias ? Ops.AffineSigmoid(x, dense.Weight, bias) : base.After(dense, x);
}

/// <summary>Exponentials divided by their sum along an axis.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="axis">The axis; -1 is the last.</param>
public sealed class Softmax<T>(int axis = -1) : Activation<T>(x => x.Softmax(axis))
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>Logarithm of the softmax along an axis.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="axis">The axis; -1 is the last.</param>
public sealed class LogSoftmax<T>(int axis = -1) : Activation<T>(x => x.LogSoftmax(axis))
    where T : unmanaged, IFloatingPointIeee754<T>;
