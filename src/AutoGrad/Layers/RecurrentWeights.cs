using System.Numerics;

namespace AutoGrad;

/// <summary>The parameters of one direction of one recurrent layer.</summary>
/// <param name="Input">What the inputs are multiplied by, [inputs, gates x hidden].</param>
/// <param name="Recurrent">What the outputs of the step before are multiplied by, [hidden, gates x hidden].</param>
/// <param name="InputBias">What is added to the products of the inputs, [gates x hidden].</param>
/// <param name="RecurrentBias">What is added to the products of the outputs of the step before, [gates x hidden].</param>
/// <typeparam name="T">The element type.</typeparam>
public sealed record RecurrentWeights<T>(Parameter<T> Input, Parameter<T> Recurrent, Parameter<T> InputBias, Parameter<T> RecurrentBias)
    where T : unmanaged, IFloatingPointIeee754<T>;
