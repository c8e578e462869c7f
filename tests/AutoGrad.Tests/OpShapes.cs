namespace AutoGrad;

/// <summary>The operand shapes that every element-wise op is tried on: rank 0, size 1, empty, vector tails, every way of broadcasting.</summary>
internal static class OpShapes
{
    public static IReadOnlyList<int[][]> Elementwise(int arity) => arity switch
    {
        1 => [[[]], [[1]], [[0]], [[5]], [[2, 3]], [[3, 0, 2]], [[19]], [[2, 1, 3, 1, 2]]],
        2 =>
        [
            [[], []], [[1], [1]], [[3], []], [[], [3]], [[1], [4]], [[2, 3], [3]], [[3], [2, 3]], [[2, 1], [1, 3]], [[2, 3], [2, 3]],
            [[0], [1]], [[], [0]], [[2, 0], [1, 1]], [[2, 1, 3], [4, 1]], [[19], [19]], [[1, 1], [2, 3]], [[2, 3], [2, 1]],
        ],
        3 =>
        [
            [[], [], []], [[3], [3], [3]], [[3], [], [1]], [[], [2, 3], [3]], [[2, 1], [3], []], [[1], [1], [2, 2]], [[2, 1, 3], [4, 1], [1, 1, 1]], [[0], [1], []],
            [[19], [19], [19]],
        ],
        _ => [[.. Enumerable.Repeat(Array.Empty<int>(), arity)], [.. Enumerable.Repeat(new[] { 3 }, arity)], [.. Enumerable.Range(0, arity).Select(i => i % 2 == 0 ? new[] { 2, 1 } : [3])]],
    };
}
