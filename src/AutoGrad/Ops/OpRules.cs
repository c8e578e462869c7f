using System.Numerics;

namespace AutoGrad;

/// <summary>How an op of one argument gives its node a rule; a driver is compiled for each of the two ways. The last tensor is the op's result, here and below.</summary>
internal interface IRules<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    Rule<T> X(Tensor<T> x, Tensor<T> y, TKernel kernel);
}

/// <summary>The same for two arguments, of which the op may be constant in one.</summary>
internal interface IRules2<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    bool HasX { get; }

    bool HasY { get; }

    Rule<T> X(Tensor<T> x, Tensor<T> y, Tensor<T> z, TKernel kernel);

    Rule<T> Y(Tensor<T> x, Tensor<T> y, Tensor<T> z, TKernel kernel);
}

/// <summary>The same for three arguments.</summary>
internal interface IRules3<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    bool HasX { get; }

    bool HasY { get; }

    bool HasZ { get; }

    Rule<T> X(Tensor<T> x, Tensor<T> y, Tensor<T> z, Tensor<T> w, TKernel kernel);

    Rule<T> Y(Tensor<T> x, Tensor<T> y, Tensor<T> z, Tensor<T> w, TKernel kernel);

    Rule<T> Z(Tensor<T> x, Tensor<T> y, Tensor<T> z, Tensor<T> w, TKernel kernel);
}

/// <summary>A closure made for each node.</summary>
internal readonly struct MadeRules<T, TKernel>(Func<Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>> ruleX) : IRules<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Rule<T> X(Tensor<T> x, Tensor<T> y, TKernel kernel) => ruleX(x, y, kernel);
}

/// <summary>A function that all nodes share; each keeps its argument.</summary>
internal readonly struct SharedRules<T, TKernel>(KeepingRule<T> ruleX) : IRules<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Rule<T> X(Tensor<T> x, Tensor<T> y, TKernel kernel) => new(ruleX, x);
}

/// <summary>Closures made for each node; none for an argument in which the op is constant.</summary>
internal readonly struct MadeRules2<T, TKernel>(
    Func<Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleX,
    Func<Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleY) : IRules2<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public bool HasX => ruleX is not null;

    public bool HasY => ruleY is not null;

    public Rule<T> X(Tensor<T> x, Tensor<T> y, Tensor<T> z, TKernel kernel) => ruleX!(x, y, z, kernel);

    public Rule<T> Y(Tensor<T> x, Tensor<T> y, Tensor<T> z, TKernel kernel) => ruleY!(x, y, z, kernel);
}

/// <summary>Functions that all nodes share; each keeps the other argument.</summary>
internal readonly struct SharedRules2<T, TKernel>(KeepingRule<T> ruleX, KeepingRule<T> ruleY) : IRules2<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public bool HasX => true;

    public bool HasY => true;

    public Rule<T> X(Tensor<T> x, Tensor<T> y, Tensor<T> z, TKernel kernel) => new(ruleX, y);

    public Rule<T> Y(Tensor<T> x, Tensor<T> y, Tensor<T> z, TKernel kernel) => new(ruleY, x);
}

/// <summary>Closures made for each node; none for an argument in which the op is constant.</summary>
internal readonly struct MadeRules3<T, TKernel>(
    Func<Tensor<T>, Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleX,
    Func<Tensor<T>, Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleY,
    Func<Tensor<T>, Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleZ) : IRules3<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public bool HasX => ruleX is not null;

    public bool HasY => ruleY is not null;

    public bool HasZ => ruleZ is not null;

    public Rule<T> X(Tensor<T> x, Tensor<T> y, Tensor<T> z, Tensor<T> w, TKernel kernel) => ruleX!(x, y, z, w, kernel);

    public Rule<T> Y(Tensor<T> x, Tensor<T> y, Tensor<T> z, Tensor<T> w, TKernel kernel) => ruleY!(x, y, z, w, kernel);

    public Rule<T> Z(Tensor<T> x, Tensor<T> y, Tensor<T> z, Tensor<T> w, TKernel kernel) => ruleZ!(x, y, z, w, kernel);
}

/// <summary>Functions that all nodes share: those of the first two arguments keep the other of them, that of the third nothing.</summary>
internal readonly struct SharedRules3<T, TKernel>(KeepingRule<T> ruleX, KeepingRule<T> ruleY, Func<Tensor<T>, Tensor<T>> ruleZ) : IRules3<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public bool HasX => true;

    public bool HasY => true;

    public bool HasZ => true;

    public Rule<T> X(Tensor<T> x, Tensor<T> y, Tensor<T> z, Tensor<T> w, TKernel kernel) => new(ruleX, y);

    public Rule<T> Y(Tensor<T> x, Tensor<T> y, Tensor<T> z, Tensor<T> w, TKernel kernel) => new(ruleY, x);

    public Rule<T> Z(Tensor<T> x, Tensor<T> y, Tensor<T> z, Tensor<T> w, TKernel kernel) => ruleZ;
}
