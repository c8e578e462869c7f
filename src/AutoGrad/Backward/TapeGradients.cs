using System.Numerics;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>The gradients of what a tape recorded.</summary>
public static class TapeGradients
{
    extension<T>(Tape<T> tape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The gradient of a target with respect to everything this tape watched, or to what <paramref name="of"/> names.</summary>
        /// <remarks>
        /// Formula: for a target y and a leaf x, dy/dx contracted with the seed over y's axes (a vector-Jacobian product). A tape may be swept any number of times.
        /// </remarks>
        /// <param name="target">What to differentiate: one number, or any tensor together with a seed.</param>
        /// <param name="seed">The target's cotangent, of the target's shape; one by default, for a target of one element.</param>
        /// <param name="of">The tensors to differentiate by: watched ones, parameters, intermediates. None: all that this tape watched, parameters included.</param>
        /// <param name="createGraph">Whether the gradients themselves are tracked by this tape, to be differentiated again. Inside an enclosing tape they always are, by that one.</param>
        /// <param name="last">
        /// Whether this is the tape's last sweep: what it has passed is then let go on the way, and reading recorded results afterwards throws, except those of rank 0,
        /// what was watched, targets, what <paramref name="of"/> names, and what was kept.
        /// </param>
        /// <param name="unreached">What a requested leaf gets that no path connects with the target.</param>
        /// <exception cref="TapeException">The tape has ended; the target is not on it, or has more than one element and no seed; a requested leaf was not reached.</exception>
        /// <exception cref="ParameterException">A parameter changed after it was recorded.</exception>
        public Gradients<T> Gradients(
            Tensor<T> target,
            Tensor<T>? seed = null,
            ReadOnlySpan<Tensor<T>> of = default,
            bool createGraph = false,
            bool last = false,
            Unreached unreached = Unreached.Throw)
        {
            ArgumentNullException.ThrowIfNull(target);
            return seed is null
                ? tape.Gradients([target], [], of, createGraph, last, unreached)
                : tape.Gradients([target], [seed], of, createGraph, last, unreached);
        }

        /// <summary>The gradient of several targets at once: the sum over them of each one's vector-Jacobian product, in a single sweep.</summary>
        /// <inheritdoc cref="Gradients{T}(Tape{T}, Tensor{T}, Tensor{T}, ReadOnlySpan{Tensor{T}}, bool, bool, Unreached)"/>
        /// <param name="targets">What to differentiate.</param>
        /// <param name="seeds">One cotangent for each target, or none at all for targets of one element each.</param>
        /// <param name="of">The tensors to differentiate by.</param>
        /// <param name="createGraph">Whether the gradients themselves are tracked by this tape.</param>
        /// <param name="last">Whether this is the tape's last sweep.</param>
        /// <param name="unreached">What a requested leaf gets that no path connects with the targets.</param>
        public Gradients<T> Gradients(
            ReadOnlySpan<Tensor<T>> targets,
            ReadOnlySpan<Tensor<T>> seeds,
            ReadOnlySpan<Tensor<T>> of = default,
            bool createGraph = false,
            bool last = false,
            Unreached unreached = Unreached.Throw)
        {
            if (BatchedTensor<T>.Of(targets) is { } batch)
            {
                return OfRows(tape, batch, targets, seeds, of, createGraph, last, unreached);
            }

            if (BatchedTensor<T>.Of(seeds) is not null || BatchedTensor<T>.Of(of) is not null)
            {
                throw new NoBatchedFormException("Gradients");
            }

            var recording = tape.Open("Gradients");
            var frame = tape.Frame;
            var recorded = recording.IsRecording && (createGraph || recording.IsEnclosed(frame));
            if (frame.IsSpent)
            {
                throw Errors.Spent("Gradients");
            }

            if (createGraph && !recording.IsRecording)
            {
                throw Errors.GraphInScope();
            }

            if (createGraph)
            {
                recording.NoteGraph();
            }

            CheckParameters(frame);
            var one = default(Seed<T>);
            var begin = targets.Length == 1 ? new Span<Seed<T>>(ref one) : new Seed<T>[targets.Length];
            Begin(recording, frame, targets, seeds, unreached, begin);
            var table = new IdentityTable<Tensor<T>, LeafGradient<T>>(of.Length == 0 ? frame.Leaves.Count : of.Length);
            var requested = of.Length == 0 ? All(recording, frame, table) : Requested(recording, frame, of, table);
            if (last && !recorded)
            {
                recording.Spend(frame);
            }

            if (!recorded)
            {
                recording.Suspend();
            }

            try
            {
                Sweep<T>.Run(recording, begin, requested, table, recorded, last && !recorded);
            }
            finally
            {
                if (!recorded)
                {
                    recording.Resume();
                }
            }

            Arena<T>.Current.Counts.Sweeps++;
            for (var place = 0; place < table.Count; place++)
            {
                ref var gradient = ref table.ValueAt(place);
                if (of.Length > 0 && unreached == Unreached.Throw && !gradient.IsReached)
                {
                    throw Errors.Unreached(table.KeyAt(place));
                }

                if (gradient.Whole is { } whole && Finish(recording, whole, recorded) is var finished && !ReferenceEquals(finished, whole))
                {
                    gradient = gradient with { Whole = finished };
                }

                if (gradient.Rows is { } rows)
                {
                    gradient = gradient with { Rows = rows with { Values = Finish(recording, rows.Values, recorded) } };
                }
            }

            return new Gradients<T>(table, unreached);
        }
    }

    /// <summary>The gradients of all rows of a batch in one sweep: each row's target depends on its own row of the leaves alone, so that seeding all of them at once mixes nothing.</summary>
    private static Gradients<T> OfRows<T>(
        Tape<T> tape, RowBatch batch, ReadOnlySpan<Tensor<T>> targets, ReadOnlySpan<Tensor<T>> seeds, ReadOnlySpan<Tensor<T>> of, bool createGraph, bool last, Unreached unreached)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var wholes = AllRows(batch, targets);
        var cotangents = new Tensor<T>[targets.Length];
        for (var index = 0; index < cotangents.Length; index++)
        {
            var target = targets[index];
            var seed = seeds.Length > index ? seeds[index] : Ones(target);
            cotangents[index] = seed.Shape == target.Shape ? Ops.Spread(batch, seed) : throw Errors.SeedShape("Gradients", target.Shape, seed.Shape);
        }

        return new Gradients<T>(batch, tape.Gradients(wholes, cotangents, AllRows(batch, of), createGraph, last, unreached));
    }

    private static Tensor<T>[] AllRows<T>(RowBatch batch, ReadOnlySpan<Tensor<T>> tensors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var wholes = new Tensor<T>[tensors.Length];
        for (var index = 0; index < wholes.Length; index++)
        {
            // What does not depend on the row has a gradient for each of them.
            wholes[index] = tensors[index] is BatchedTensor<T> row && row.Batch == batch ? row.Whole : throw new NoBatchedFormException("Gradients");
        }

        return wholes;
    }

    private static void CheckParameters<T>(Recording<T>.Frame frame)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var place = 0; place < frame.Parameters.Count; place++)
        {
            CheckVersion("parameter", frame.Parameters.KeyAt(place), frame.Parameters.ValueAt(place).Version);
        }

        for (var place = 0; place < frame.Buffers.Count; place++)
        {
            var buffer = frame.Buffers.KeyAt(place);
            CheckVersion(buffer is Parameter<T> ? "frozen parameter" : "buffer", buffer, frame.Buffers.ValueAt(place));
        }

        static void CheckVersion(string kind, WritableTensor<T> tensor, long version)
        {
            if (tensor.Version != version)
            {
                throw Errors.ParameterChanged(kind, tensor.Name, version, tensor.Version);
            }
        }
    }

    /// <summary>Finds where the sweep begins: the node of each target, and its cotangent.</summary>
    private static void Begin<T>(
        Recording<T> recording, Recording<T>.Frame frame, ReadOnlySpan<Tensor<T>> targets, ReadOnlySpan<Tensor<T>> seeds, Unreached unreached, Span<Seed<T>> begin)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (targets.Length == 0 || (seeds.Length != 0 && seeds.Length != targets.Length))
        {
            throw Errors.Value("Gradients", $"{targets.Length} targets and {seeds.Length} seeds were given", "Give at least one target, and either no seeds or one for each target.");
        }

        for (var index = 0; index < targets.Length; index++)
        {
            var target = targets[index];
            ArgumentNullException.ThrowIfNull(target, nameof(targets));
            if (seeds.Length > 0)
            {
                ArgumentNullException.ThrowIfNull(seeds[index], nameof(seeds));
            }

            var ordinal = OrdinalOf(recording, frame, target);
            if (ordinal < frame.Mark)
            {
                // A constant: by the caller's choice it reaches nothing, which the sweep ignores.
                ordinal = unreached == Unreached.Throw || Recording<T>.Resolve(recording, target, "Gradients") == Recording<T>.Unrecorded ? throw Errors.NotOnTape("Gradients", target.Op, target.Shape) : -1;
            }

            begin[index] = new(ordinal, seeds.Length == 0 ? Ones(target) : seeds[index].Shape == target.Shape ? seeds[index] : throw Errors.SeedShape("Gradients", target.Shape, seeds[index].Shape));
        }
    }

    /// <summary>The seed of a target that was given none.</summary>
    private static Tensor<T> Ones<T>(Tensor<T> target)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        target.Rank == 0 ? Seed<T>.One : target.Length == 1 ? Tensor.Ones<T>(target.Shape) : throw Errors.SeedNeeded(target.Shape);

    /// <summary>Everything that the tape watched.</summary>
    private static ReadOnlySpan<int> All<T>(Recording<T> recording, Recording<T>.Frame frame, IdentityTable<Tensor<T>, LeafGradient<T>> table)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // If a sweep that is recorded adds leaves, they come after these.
        var leaves = CollectionsMarshal.AsSpan(frame.Leaves);
        foreach (var leaf in leaves)
        {
            table.Add(recording.Nodes[leaf].Output!);
        }

        return leaves;
    }

    /// <summary>What was asked for, each once.</summary>
    private static ReadOnlySpan<int> Requested<T>(Recording<T> recording, Recording<T>.Frame frame, ReadOnlySpan<Tensor<T>> of, IdentityTable<Tensor<T>, LeafGradient<T>> table)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var ordinals = new int[of.Length];
        foreach (var tensor in of)
        {
            ArgumentNullException.ThrowIfNull(tensor, nameof(of));
            if (table.Contains(tensor))
            {
                continue;
            }

            var ordinal = OrdinalOf(recording, frame, tensor);
            if (ordinal < frame.Mark)
            {
                // A parameter that this tape never saw is unreached, not foreign.
                ordinal = tensor is Parameter<T> ? int.MaxValue : throw Errors.RequestedNotOnTape(tensor.Op, tensor.Shape);
            }

            ordinals[table.Count] = ordinal;
            table.Add(tensor);
        }

        return ordinals.AsSpan(0, table.Count);
    }

    private static int OrdinalOf<T>(Recording<T> recording, Recording<T>.Frame frame, Tensor<T> tensor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (tensor is Parameter<T> parameter)
        {
            return frame.Parameters.PlaceOf(parameter) is >= 0 and var place ? frame.Parameters.ValueAt(place).Ordinal : -1;
        }

        return tensor.Id > 0 && ReferenceEquals(tensor.History, recording) && recording.IsLive(tensor.Ordinal, tensor.Id) ? tensor.Ordinal : -1;
    }

    /// <summary>A gradient on its way out: marked when unrecorded, and moved to the enclosing scope when this one ends.</summary>
    private static Tensor<T> Finish<T>(Recording<T> recording, Tensor<T> gradient, bool recorded)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        gradient.MoveOutward();
        if (recorded || gradient.Id < 0)
        {
            return gradient;
        }

        // A seed handed through by identity rules is the caller's own tensor: the mark goes on a new one.
        var marked = gradient.Alias(gradient.Op, gradient.Shape);
        recording.MarkUnrecorded(marked);
        return marked;
    }
}
