using System.Collections.Concurrent;
using AutoGrad.Checks;

namespace AutoGrad.Oracle;

/// <summary>What rows that only move elements, add them up and scale them by whole numbers compute: read off their references, one element at a time.</summary>
/// <remarks>
/// A reference is a loop over plain arrays. Where it is linear, its results for one element that is 1 and all others 0 say where that element goes and how often; over numbers of any kind the
/// same sums are then formed. An element that only moves is no sum, so that its error bound is zero. A weight that is no whole number is refused: such a row needs a formula of its own.
/// </remarks>
internal sealed class WiringDefinitions
{
    private static readonly ConcurrentDictionary<string, WiringDefinitions> known = new();

    private readonly int[] shape;
    private readonly double[] constants;
    private readonly List<(int Source, double Weight)>[] terms;

    private WiringDefinitions(OpRow row, int[][] shapes)
    {
        Dense[] zeros = [.. shapes.Select(static operand => Dense.From(operand, static _ => 0))];
        var origin = row.Reference(zeros);
        (shape, constants) = (origin.Shape, origin.Values);
        terms = [.. constants.Select(static _ => new List<(int, double)>())];
        var source = 0;
        for (var operand = 0; operand < zeros.Length; operand++)
        {
            for (var flat = 0; flat < zeros[operand].Length; flat++, source++)
            {
                var moved = row.Reference(Evaluate.Moved(zeros, operand, flat, 1)).Values;
                for (var at = 0; at < moved.Length; at++)
                {
                    var weight = moved[at] - constants[at];
                    if (!double.IsInteger(weight))
                    {
                        throw new InvalidOperationException($"{row.Name} has the weight {weight}, which is no whole number: write its definition.");
                    }

                    if (weight != 0)
                    {
                        terms[at].Add((source, weight));
                    }
                }
            }
        }
    }

    /// <summary>Whether a row can be read off its reference. Padding with a number is affine.</summary>
    public static bool Covers(OpRow row) => row.IsLinear || row.Name == "Pad(1.5)";

    public static Grid<N> Run<N>(OpRow row, Grid<N>[] operands)
        where N : struct, IReal<N>
    {
        int[][] shapes = [.. operands.Select(static operand => operand.Shape)];
        var key = $"{row.Name} {string.Join(';', shapes.Select(static shape => string.Join(',', shape)))}";
        return known.GetOrAdd(key, _ => new WiringDefinitions(row, shapes)).Apply([.. operands.SelectMany(static operand => operand.Values)]);
    }

    private Grid<N> Apply<N>(N[] sources)
        where N : struct, IReal<N> => new(shape, [.. terms.Select((line, at) =>
        {
            var parts = line.Select(term => term.Weight == 1 ? sources[term.Source] : N.From(term.Weight) * sources[term.Source]);
            N[] all = constants[at] != 0 ? [N.From(constants[at]), .. parts] : [.. parts];
            return all.Length == 0 ? default : all.Aggregate(static (sum, x) => sum + x);
        })]);
}
