using System.Globalization;
using System.Numerics;
using System.Text;

namespace AutoGrad;

/// <summary>Pictures of what a tape recorded, as text that common tools draw.</summary>
public static class GraphText
{
    extension<T>(Tape<T> tape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The recorded graph that leads to a target as a Mermaid flowchart: parameters and watched tensors as rounded boxes, ops as rectangles, each with its shape.</summary>
        /// <exception cref="TapeException">The tape has ended, or the target is not on it.</exception>
        public string ToMermaid(Tensor<T> target)
        {
            var text = new StringBuilder("flowchart TD\n");
            Write(
                tape,
                target,
                (ordinal, label, isLeaf) => text.Append(CultureInfo.InvariantCulture, $"    n{ordinal}{(isLeaf ? "([\"" : "[\"")}{Escape(label)}{(isLeaf ? "\"])" : "\"]")}\n"),
                (from, to) => text.Append(CultureInfo.InvariantCulture, $"    n{from} --> n{to}\n"));
            return text.ToString();

            static string Escape(string label) => label.Replace("\"", "#quot;", StringComparison.Ordinal);
        }

        /// <summary>The recorded graph that leads to a target in Graphviz's DOT language.</summary>
        /// <exception cref="TapeException">The tape has ended, or the target is not on it.</exception>
        public string ToDot(Tensor<T> target)
        {
            var text = new StringBuilder("digraph tape {\n    node [shape=box, fontname=\"sans-serif\"];\n");
            Write(
                tape,
                target,
                (ordinal, label, isLeaf) => text.Append(CultureInfo.InvariantCulture, $"    n{ordinal} [label=\"{Escape(label)}\"{(isLeaf ? ", style=rounded" : "")}];\n"),
                (from, to) => text.Append(CultureInfo.InvariantCulture, $"    n{from} -> n{to};\n"));
            return text.Append("}\n").ToString();

            static string Escape(string label) => label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        }
    }

    /// <summary>Visits the target and its ancestors on the tape in order of recording.</summary>
    private static void Write<T>(Tape<T> tape, Tensor<T> target, Action<int, string, bool> node, Action<int, int> edge)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(target);
        var recording = tape.Open("Graph");
        var mark = tape.Frame.Mark;
        if (!target.IsTracked || target.Ordinal < mark || !ReferenceEquals(target.History, recording))
        {
            throw Errors.NotOnTape("Graph", target.Op, target.Shape);
        }

        // What a leaf stands for on an enclosing tape does not belong to this picture.
        var leaves = tape.Frame.Leaves.ToHashSet();
        var wanted = new bool[target.Ordinal - mark + 1];
        wanted[^1] = true;
        for (var ordinal = target.Ordinal; ordinal >= mark; ordinal--)
        {
            if (wanted[ordinal - mark] && !leaves.Contains(ordinal))
            {
                ForEachParent(recording, ordinal, mark, parent => wanted[parent - mark] = true);
            }
        }

        for (var ordinal = mark; ordinal <= target.Ordinal; ordinal++)
        {
            if (!wanted[ordinal - mark])
            {
                continue;
            }

            var output = recording.Nodes[ordinal].Output!;
            var isLeaf = leaves.Contains(ordinal);
            node(ordinal - mark, $"{(output is Parameter<T> parameter ? parameter.Name : output.Op)} {output.Shape}", isLeaf);
            if (!isLeaf)
            {
                ForEachParent(recording, ordinal, mark, parent => edge(parent - mark, ordinal - mark));
            }
        }
    }

    private static void ForEachParent<T>(Recording<T> recording, int ordinal, int mark, Action<int> visit)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var node = ref recording.Nodes[ordinal];
        int[] parents = node.More?.Parents ?? [node.Parent0, node.Parent1, node.Parent2];
        foreach (var parent in parents)
        {
            if (parent >= mark)
            {
                visit(parent);
            }
        }
    }
}
