using System.Numerics;

namespace AutoGrad;

/// <summary>Gradients of several small batches added up to that of one large batch, with exact weights.</summary>
/// <remarks>
/// <code>
/// var sum = new GradientAccumulator&lt;float&gt;();
/// foreach (var part in parts)
/// {
///     using var tape = new Tape&lt;float&gt;();
///     sum.Add(tape.Gradients(Loss.CrossEntropy(model.Forward(part.Inputs), part.Labels)), weight: part.Count);
/// }
///
/// adam.Step(sum.Take());
/// </code>
/// Formula: (the sum of w_i g_i) / (the sum of w_i). With each batch's number of examples as its weight and losses that are means, that is the gradient of the mean over all
/// examples, the last, smaller batch included. The sums own their memory and are used again after <see cref="Take"/>.
/// Edges: a leaf that a batch did not reach counts as zero there.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class GradientAccumulator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Dictionary<Tensor<T>, (Tensor<T> Sum, bool IsReached)> sums = new(ReferenceEqualityComparer.Instance);
    private Unreached policy;

    /// <summary>The sum of the weights so far; 0 when nothing was added since the last <see cref="Take"/>.</summary>
    public double Weight { get; private set; }

    /// <summary>Adds the gradients of one batch; they may come from a tape that ends afterwards.</summary>
    /// <param name="gradients">The gradients of parameters.</param>
    /// <param name="weight">How much the batch counts: its number of examples.</param>
    /// <exception cref="ValueException">The weight is not positive, or not finite.</exception>
    public void Add(Gradients<T> gradients, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        if (!(weight > 0 && double.IsFinite(weight)))
        {
            throw Errors.Setting("GradientAccumulator", "the weight", weight, "It must be positive and finite: the number of examples.");
        }

        policy = gradients.Policy;
        using var scope = new Scope<T>();
        foreach (var leaf in gradients.Leaves)
        {
            if (!sums.TryGetValue(leaf, out var entry))
            {
                entry = (Tensor<T>.AllocateOwned("GradientAccumulator", leaf.Shape), false);
                Launch.Fill(T.Zero, entry.Sum);
            }

            if (gradients.TryGet(leaf, out var gradient))
            {
                Launch.Copy(entry.IsReached ? entry.Sum + (weight * gradient) : weight * gradient, entry.Sum);
                entry.IsReached = true;
            }

            sums[leaf] = entry;
        }

        Weight += weight;
    }

    /// <summary>The weighted mean of what was added, and begins anew. Valid as long as the current scope, or for ever outside of one.</summary>
    /// <exception cref="ValueException">Nothing was added.</exception>
    public Gradients<T> Take()
    {
        if (Weight == 0)
        {
            throw Errors.Setting("GradientAccumulator", "the sum of weights", 0, "Add gradients before taking their mean.");
        }

        var means = new IdentityTable<Tensor<T>, LeafGradient<T>>(sums.Count);
        foreach (var (leaf, (sum, isReached)) in sums)
        {
            means.Set(leaf, new(isReached ? sum / Weight : null));
            sums[leaf] = (sum, false);
        }

        Weight = 0;
        return new Gradients<T>(means, policy);
    }
}
