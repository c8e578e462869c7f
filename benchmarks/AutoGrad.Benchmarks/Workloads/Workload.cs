namespace AutoGrad.Benchmarks;

/// <summary>One thing to race: made once with random data, then stepped many times. Written with the library's public face, as a user would.</summary>
internal abstract class Workload
{
    /// <summary>The floating-point operations of the products in a step, a fused multiply-add counted as two; 0 where products do not dominate.</summary>
    public virtual double Flops => 0;

    /// <summary>The bytes that a step cannot avoid to move: each input read once, each result written once; 0 where flops are the limit.</summary>
    public virtual double Bytes => 0;

    public abstract void Step();
}

/// <summary>A workload that can also compute its value alone and its value with gradient, without an optimizer.</summary>
internal interface IValueAndGradient
{
    void Value();

    void Gradient();
}
