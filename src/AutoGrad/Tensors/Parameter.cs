using System.Numerics;

namespace AutoGrad;

/// <summary>A tensor that training changes: it owns its memory, outlives every scope, and is watched by a tape as soon as an op uses it.</summary>
/// <remarks>Only optimizers and <see cref="WritableTensor{T}.Assign"/> write a parameter. A tape that recorded the older version refuses to sweep afterwards.</remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Parameter<T> : WritableTensor<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes a parameter with the values of <paramref name="initial"/>, copied.</summary>
    /// <param name="initial">The starting values.</param>
    /// <param name="name">The name shown in errors; a module replaces it by the path within the model.</param>
    public Parameter(Tensor<T> initial, string name = "parameter")
        : base("Parameter", initial, name)
    {
    }

    /// <summary>Whether training leaves the parameter as it is: tapes take it for a constant, and optimizers pass over it. False at first.</summary>
    /// <remarks>Set it between steps; a tape that has seen the parameter already goes on as it began. <see cref="Module{T}.Freeze"/> sets it for all parameters of a module.</remarks>
    public bool IsFrozen { get; set; }

    /// <summary>The parameter's name, shape and values as text.</summary>
    public override string ToString() => $"{Name} {Shape} {base.ToString()}";
}
