using System.Numerics;

namespace AutoGrad;

/// <summary>Several optimizers as one: each trains its part of a model with its own method and settings.</summary>
/// <remarks>
/// <code>
/// var isBias = static (string path) =&gt; path.EndsWith("bias", StringComparison.Ordinal);
/// var optimizer = new OptimizerGroups&lt;float&gt;([
///     new AdamW&lt;float&gt;(model.Parameters.Where(path =&gt; !isBias(path))) { LearningRate = 1e-3, WeightDecay = 0.1 },
///     new AdamW&lt;float&gt;(model.Parameters.Where(isBias)) { LearningRate = 1e-3, WeightDecay = 0 },
/// ]);
/// </code>
/// Formula: each group's own step, at its own learning rate times <see cref="Optimizer{T}.LearningRate"/> of the whole, which begins at 1 and which a schedule may move.
/// Parameters in no group stay as they are.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class OptimizerGroups<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<(Optimizer<T> Owner, int Index)> places = [];

    /// <summary>Joins optimizers, which are from then on moved by this one's steps.</summary>
    /// <param name="groups">The groups; their parameters are trained in this order.</param>
    /// <exception cref="ValueException">There is no group.</exception>
    /// <exception cref="ParameterException">A parameter is in two groups.</exception>
    public OptimizerGroups(IReadOnlyList<Optimizer<T>> groups)
        : base(Join(groups), 1)
    {
        Groups = [.. groups];
        foreach (var group in Groups)
        {
            for (var index = 0; index < group.Parameters.Count; index++)
            {
                places.Add((group, index));
            }
        }
    }

    /// <summary>The groups. Their own learning rates and settings may be changed between steps.</summary>
    public IReadOnlyList<Optimizer<T>> Groups { get; }

    internal override IReadOnlyList<Optimizer<T>> Rated => [this, .. Groups];

    internal override IReadOnlyList<string> StateNamesAt(int index) => places[index].Owner.StateNamesAt(places[index].Index);

    internal override OptimizerState<T> NewState(int index) => places[index].Owner.NewState(places[index].Index);

    internal override bool MayLeaveRowsAt(int index) => places[index].Owner.MayLeaveRowsAt(places[index].Index);

    internal override void UpdateAt(int index, Tensor<T> gradient, OptimizerState<T> state)
    {
        var (owner, place) = places[index];
        var own = owner.LearningRate;
        owner.LearningRate = own * LearningRate;
        try
        {
            owner.UpdateAt(place, gradient, state);
        }
        finally
        {
            owner.LearningRate = own;
        }
    }

    /// <inheritdoc/>
    protected override void Update(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state)
    {
        var index = places.FindIndex(place => ReferenceEquals(place.Owner.Parameters[place.Index], parameter));
        UpdateAt(index, gradient, state);
    }

    private protected override void CheckSettings()
    {
        foreach (var group in Groups)
        {
            group.CheckAll();
        }
    }

    private static ParameterList<T> Join(IReadOnlyList<Optimizer<T>> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.Count == 0)
        {
            throw Errors.NoParameters("OptimizerGroups");
        }

        var joined = groups[0].Parameters;
        var seen = new HashSet<Parameter<T>>(joined, ReferenceEqualityComparer.Instance);
        var twice = new List<string>();
        foreach (var list in groups.Skip(1).Select(static group => group.Parameters))
        {
            for (var index = 0; index < list.Count; index++)
            {
                if (!seen.Add(list[index]))
                {
                    twice.Add(list.PathAt(index));
                }
            }

            joined = joined.Concat(list);
        }

        return twice.Count == 0 ? joined : throw Errors.InTwoGroups(twice);
    }
}
