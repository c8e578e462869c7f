using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace AutoGrad;

/// <summary>The gradients of one sweep: indexed by the tensors that Watch returned, by parameters, and by intermediates that were asked for.</summary>
/// <remarks>Valid until the tape's scope ends; <see cref="Keep"/> makes them outlive it.</remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Gradients<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly IdentityTable<Tensor<T>, LeafGradient<T>>? found;
    private readonly (RowBatch Batch, Gradients<T> Gradients)? rows;
    private Parameter<T>[]? parameters;

    internal Gradients(IdentityTable<Tensor<T>, LeafGradient<T>> table, Unreached unreached)
    {
        found = table;
        Policy = unreached;
    }

    /// <summary>The gradients by rows of a batch, from those by all rows at once.</summary>
    internal Gradients(RowBatch batch, Gradients<T> all)
    {
        rows = (batch, all);
        Policy = all.Policy;
    }

    // What does not depend on the row has a gradient for each of them, which one sweep over all rows does not give.
    private IdentityTable<Tensor<T>, LeafGradient<T>> Table => found ?? throw new NoBatchedFormException("Gradients");

    /// <summary>Every requested leaf, reached or not.</summary>
    internal IEnumerable<Tensor<T>> Leaves
    {
        get
        {
            for (var place = 0; place < Table.Count; place++)
            {
                yield return Table.KeyAt(place);
            }
        }
    }

    /// <summary>Whether a leaf has a gradient, whole or in rows.</summary>
    internal bool IsReached(Tensor<T> leaf) => Table.PlaceOf(leaf) is >= 0 and var place && Table.ValueAt(place).IsReached;

    /// <summary>How many leaves were requested.</summary>
    internal int LeafCount => Table.Count;

    /// <summary>A requested leaf by its place, in the order in which the tape first saw them.</summary>
    internal Tensor<T> LeafAt(int place) => Table.KeyAt(place);

    /// <summary>What an unreached leaf gives.</summary>
    internal Unreached Policy { get; }

    /// <summary>The parameters among the requested leaves, in the order in which the tape first saw them.</summary>
    public IReadOnlyList<Parameter<T>> Parameters => parameters ??= [.. Leaves.OfType<Parameter<T>>()];

    /// <summary>The parameters that the tape saw but no path connects with the target: frozen by accident, or dead branches.</summary>
    public IReadOnlyList<Parameter<T>> UnreachedParameters => [.. Parameters.Where(parameter => !IsReached(parameter))];

    /// <summary>The gradient of the target with respect to a leaf.</summary>
    /// <param name="leaf">A tensor that Watch returned, a parameter, or a tensor named in <c>of:</c>.</param>
    /// <exception cref="TapeException">The tensor was not watched (index by what Watch returned), or no path leads to the target and the policy is to throw.</exception>
    public Tensor<T> this[Tensor<T> leaf]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(leaf);
            if (rows is var (batch, all) && leaf is BatchedTensor<T> row && row.Batch == batch)
            {
                return row.With(all[row.Whole]);
            }

            var place = Table.PlaceOf(leaf);
            if (place < 0)
            {
                throw Errors.UnwatchedOriginal(leaf.Op, leaf.Shape);
            }

            return Whole(place) ?? (Policy == Unreached.Zero ? Tensor.Zeros<T>(leaf.Shape) : throw Errors.Unreached(leaf));
        }
    }

    /// <summary>The gradient of a leaf, or false when it was not requested or no path leads from it to the target.</summary>
    public bool TryGet(Tensor<T> leaf, [NotNullWhen(true)] out Tensor<T>? gradient)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        if (rows is var (batch, all) && leaf is BatchedTensor<T> row && row.Batch == batch)
        {
            gradient = all.TryGet(row.Whole, out var whole) ? row.With(whole) : null;
            return gradient is not null;
        }

        gradient = Table.PlaceOf(leaf) is >= 0 and var place ? Whole(place) : null;
        return gradient is not null;
    }

    /// <summary>The gradient of a table of which only some rows were looked up, as those rows; false where the gradient is not kept so.</summary>
    /// <remarks>
    /// A parameter that a tape used through <c>Embedding</c> or <c>IndexSelect</c> along its first axis alone, in at most half of its rows, gets such a gradient: its memory and time
    /// grow with the rows used. The indexer and <see cref="TryGet"/> give the whole gradient of the parameter's shape, as always, and make it when they are asked.
    /// </remarks>
    /// <param name="table">The parameter.</param>
    /// <param name="indices">The rows, ascending, each once.</param>
    /// <param name="values">Their gradients, [rows, ..]; that of every other row is zero.</param>
    public bool TryGetRows(Parameter<T> table, [NotNullWhen(true)] out Indices? indices, [NotNullWhen(true)] out Tensor<T>? values)
    {
        ArgumentNullException.ThrowIfNull(table);
        var place = Table.PlaceOf(table);
        (indices, values) = place >= 0 && Table.ValueAt(place).Rows is { } few ? (few.Rows, few.Values) : (null, null);
        return indices is not null;
    }

    /// <summary>A parameter's gradient for an optimizer, as rows where those suffice; false where it has none.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="likely">Where it stands if the tape saw the parameters in their order.</param>
    /// <param name="rowsSuffice">Whether a gradient that is kept as rows may be taken so.</param>
    /// <param name="gradient">The gradient, or that of the rows.</param>
    /// <param name="rows">The rows; null for a whole gradient.</param>
    internal bool TryTake(Parameter<T> parameter, int likely, bool rowsSuffice, [NotNullWhen(true)] out Tensor<T>? gradient, out Indices? rows)
    {
        var place = Table.PlaceOf(parameter, likely);
        (gradient, rows) = place < 0 ? (null, null) : rowsSuffice && Table.ValueAt(place).Rows is { } few ? (few.Values, few.Rows) : (Whole(place), null);
        return gradient is not null;
    }

    /// <summary>The same gradients, kept beyond the end of the tape: the memory moves out of the pool, nothing is copied.</summary>
    public Gradients<T> Keep()
    {
        var kept = new IdentityTable<Tensor<T>, LeafGradient<T>>(Table.Count);
        for (var place = 0; place < Table.Count; place++)
        {
            var (whole, rows) = Table.ValueAt(place);
            kept.Set(Table.KeyAt(place), new(whole?.Keep(), rows is null ? null : rows with { Values = rows.Values.Keep() }));
        }

        return new Gradients<T>(kept, Policy);
    }

    /// <summary>The same leaves with each gradient replaced by a function of it: clipping, scaling, averaging.</summary>
    /// <remarks>The function runs inside the current scope; a leaf that was not reached stays so.</remarks>
    public Gradients<T> Select(Func<Tensor<T>, Tensor<T>, Tensor<T>> transform)
    {
        ArgumentNullException.ThrowIfNull(transform);
        var results = new IdentityTable<Tensor<T>, LeafGradient<T>>(Table.Count);
        for (var place = 0; place < Table.Count; place++)
        {
            var leaf = Table.KeyAt(place);
            results.Set(leaf, new(Whole(place) is { } gradient ? transform(leaf, gradient) : null));
        }

        return new Gradients<T>(results, Policy);
    }

    /// <summary>Every reached leaf with its gradient.</summary>
    public IEnumerable<(Tensor<T> Leaf, Tensor<T> Gradient)> Reached()
    {
        for (var place = 0; place < Table.Count; place++)
        {
            if (Whole(place) is { } gradient)
            {
                yield return (Table.KeyAt(place), gradient);
            }
        }
    }

    /// <summary>The whole gradient; that of rows is made once, and lives as long as they do.</summary>
    private Tensor<T>? Whole(int place)
    {
        ref var gradient = ref Table.ValueAt(place);
        if (gradient is { Whole: null, Rows: { } few })
        {
            var whole = few.ToDense();
            whole.MoveOutward();
            gradient = gradient with { Whole = whole };
        }

        return gradient.Whole;
    }
}

/// <summary>Combines gradients of several sweeps.</summary>
public static class Gradients
{
    /// <summary>Adds the gradients of several workers, leaf by leaf, in the order of the list, so that the bits do not depend on which worker ended first.</summary>
    /// <remarks>The lists must be kept gradients (<see cref="Gradients{T}.Keep"/>) of shared parameters. A leaf missing in some lists counts as zero there.</remarks>
    /// <exception cref="ValueException">The list is empty.</exception>
    public static Gradients<T> Sum<T>(IReadOnlyList<Gradients<T>> list)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(list);
        if (list.Count == 0)
        {
            throw Errors.Value("Gradients.Sum", "an empty list was given", "At least one worker's gradients are needed.");
        }

        var sums = new IdentityTable<Tensor<T>, LeafGradient<T>>();
        foreach (var gradients in list)
        {
            foreach (var leaf in gradients.Leaves)
            {
                var sum = sums.PlaceOf(leaf) is >= 0 and var place ? sums.ValueAt(place).Whole : null;
                sums.Set(leaf, new(!gradients.TryGet(leaf, out var gradient) ? sum : sum is null ? gradient : sum + gradient));
            }
        }

        return new Gradients<T>(sums, list[0].Policy);
    }
}
