using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Stacks the examples of a stream into batches.</summary>
internal static class ExampleBatches<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static async IAsyncEnumerable<Batch<T>> Read(IAsyncEnumerable<Example<T>> examples, int size, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var number = 0L;
        var gathered = new List<Example<T>>();
        await foreach (var example in examples.WithCancellation(cancellation).ConfigureAwait(false))
        {
            Check(gathered.Count > 0 ? gathered[0] : example, example, number++);
            gathered.Add(example);
            if (gathered.Count == size)
            {
                yield return Stack(gathered);
                gathered.Clear();
            }
        }

        if (gathered.Count > 0)
        {
            yield return Stack(gathered);
        }
    }

    private static Batch<T> Stack(List<Example<T>> examples)
    {
        using var scope = new Scope<T>();
        var inputs = Ops.Stack<T>([.. examples.Select(static example => example.Input)]).Keep();
        return examples[0].HasLabel
            ? new Batch<T>(inputs, Indices.Create([.. examples.Select(static example => example.Label)]), null)
            : new Batch<T>(inputs, null, Ops.Stack<T>([.. examples.Select(static example => example.Target)]).Keep());
    }

    private static void Check(Example<T> first, Example<T> example, long number)
    {
        if (example.HasLabel != first.HasLabel)
        {
            throw Errors.MixedExamples(number, example.HasLabel);
        }

        if (example.Input.Shape != first.Input.Shape)
        {
            throw Errors.ExampleShape(number, "input", example.Input.Shape, first.Input.Shape);
        }

        if (!example.HasLabel && example.Target.Shape != first.Target.Shape)
        {
            throw Errors.ExampleShape(number, "target", example.Target.Shape, first.Target.Shape);
        }
    }
}
