using System.Numerics;

namespace AutoGrad;

public static partial class Differentiate
{
    /// <summary>Each example's own gradient by every parameter: for clipping them one by one (differential privacy), their variance, influence, Fisher information.</summary>
    /// <remarks>
    /// Each example is recorded and swept by itself. A sweep over the whole batch for each example, seeded with one loss at a time, would do n times the batch's work;
    /// this does the batch's work once, in n parts, and holds one example's results at a time.
    /// </remarks>
    /// <param name="loss">The loss, one number, of the example with a number: <c>i => Loss.CrossEntropy(model.Forward(x[i..(i + 1)]), labels[i])</c>.</param>
    /// <param name="count">How many examples there are.</param>
    /// <returns>The losses, [n], and the gradients by all parameters that any loss used, each of shape [n, ..] before the parameter's own; zeros where an example did not use it.</returns>
    /// <exception cref="TapeException">A loss has more than one element.</exception>
    /// <exception cref="ValueException">There are no examples.</exception>
    public static (Tensor<T> Losses, Gradients<T> Gradients) PerExampleGradients<T>(Func<int, Tensor<T>> loss, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (count < 1)
        {
            throw Errors.NoExamples(count);
        }

        var losses = new Tensor<T>[count];
        var found = new Dictionary<Tensor<T>, Tensor<T>?[]>(ReferenceEqualityComparer.Instance);
        for (var example = 0; example < count; example++)
        {
            using var tape = new Tape<T>();
            var value = loss(example);
            losses[example] = value.Length == 1 ? value.Reshape().KeepMemory() : throw Errors.NumberNeeded(value.Shape);
            if (!value.IsTracked)
            {
                continue;
            }

            foreach (var (leaf, gradient) in tape.Gradients(value, last: true, unreached: Unreached.Absent).Reached())
            {
                if (!found.TryGetValue(leaf, out var gradients))
                {
                    found.Add(leaf, gradients = new Tensor<T>?[count]);
                }

                gradients[example] = gradient.KeepMemory();
            }
        }

        var table = new IdentityTable<Tensor<T>, LeafGradient<T>>(found.Count);
        foreach (var (leaf, gradients) in found)
        {
            table.Set(leaf, new(Ops.Stack(Array.ConvertAll(gradients, gradient => gradient ?? Tensor.Zeros<T>(leaf.Shape))).KeepMemory()));
        }

        return (Ops.Stack(losses).KeepMemory(), new Gradients<T>(table, Unreached.Throw));
    }
}
