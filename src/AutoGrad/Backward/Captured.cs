using System.Numerics;

namespace AutoGrad;

/// <summary>A function that runs without being recorded, and the tracked tensors and parameters that it uses: its arguments, whether passed or captured.</summary>
/// <remarks>
/// A node with these as parents stands for the whole run. Its rule runs the function again on a replay's tape, where leaves stand for them,
/// so the function needs no list of what it depends on.
/// </remarks>
internal sealed class Captured<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly HashSet<(long Id, Tensor<T>? Parameter)> known = [];
    private readonly List<Tensor<T>> used = [];
    private readonly SecondRun run = new();

    /// <summary>The arguments, in the order of their first use.</summary>
    public Tensor<T>[] Arguments => [.. used];

    /// <summary>Runs the function in a memory scope of its own, out of which only the result comes.</summary>
    public Tensor<T> Run(Recording<T> recording, Func<Tensor<T>> function)
    {
        var arena = Arena<T>.Current;
        var scope = arena.Open();
        var mark = arena.Count;
        recording.SuspendAndTell(Note, asConstants: true);
        try
        {
            var value = run.First(function) ?? throw Errors.FunctionGaveNothing();

            // A function may return what it was given.
            _ = Recording<T>.Resolve(recording, value, "Recompute");
            if (value.Memory is { } memory && memory.Position >= mark)
            {
                value.MoveOutward();
            }

            return value;
        }
        finally
        {
            recording.Resume();
            if (arena.IsInnermost(scope))
            {
                arena.Close(everythingOutward: false);
            }
        }
    }

    /// <summary>Adopts the arguments, and whatever else is tracked among the tensors that the rule was given, on a replay's tape.</summary>
    /// <returns>The leaves, in the order of the arguments.</returns>
    public Tensor<T>[] AdoptOn(Tape<T> tape, params ReadOnlySpan<Tensor<T>?> given)
    {
        var leaves = new Tensor<T>[used.Count];
        for (var index = 0; index < leaves.Length; index++)
        {
            leaves[index] = tape.Adopt(used[index]);
        }

        foreach (var tensor in given)
        {
            if (tensor is { IsTracked: true } && !tape.Frame.Adopted!.ContainsKey(tensor.Id))
            {
                tape.Adopt(tensor);
            }
        }

        return leaves;
    }

    /// <summary>The cotangents of the arguments from that of what the function gave on the tape; null where no path leads.</summary>
    public static Tensor<T>?[] Pull(Tape<T> tape, Tensor<T> result, Tensor<T> cotangent, Tensor<T>[] leaves)
    {
        if (!IsReached(result))
        {
            return new Tensor<T>?[leaves.Length];
        }

        var gradients = tape.Gradients(result, cotangent, of: leaves, last: true, unreached: Unreached.Absent);
        return Array.ConvertAll(leaves, leaf => gradients.TryGet(leaf, out var gradient) ? gradient : null);
    }

    /// <summary>What the function's result on the tape changes by when the arguments move; null where no path leads.</summary>
    public static Tensor<T>? Push(Tape<T> tape, Tensor<T> result, Tensor<T>?[] tangents, Tensor<T>[] leaves)
    {
        if (!IsReached(result))
        {
            return null;
        }

        var moving = Enumerable.Range(0, leaves.Length).Where(index => tangents[index] is not null).ToArray();
        var ordinals = new int[moving.Length];
        for (var index = 0; index < moving.Length; index++)
        {
            ordinals[index] = tape.OrdinalOf(leaves[moving[index]]);
        }

        var product = ForwardSweep.Run(tape.Open("Push"), ordinals, Array.ConvertAll(moving, index => tangents[index]!), [tape.OrdinalOf(result)])[0];
        product?.MoveOutward();
        return product;
    }

    /// <summary>Runs what the function is again on a replay's tape. A parameter that the first run did not use would lose its gradient.</summary>
    public Tensor<T> Again(Tape<T> tape, Func<Tensor<T>> function)
    {
        var result = tape.Watch(run.Again(function));
        var parameters = tape.Frame.Parameters;
        for (var place = 0; place < parameters.Count; place++)
        {
            var parameter = parameters.KeyAt(place);
            if (!known.Contains((0, parameter)))
            {
                throw Errors.OtherOnReplay($"used the parameter '{parameter.Name}', which the first did not");
            }
        }

        return result;
    }

    private static bool IsReached(Tensor<T> result) => result.IsTracked || result is Parameter<T>;

    private void Note(Tensor<T> x)
    {
        if (known.Add(x is Parameter<T> ? (0, x) : (x.Id, null)))
        {
            used.Add(x);
        }
    }
}
