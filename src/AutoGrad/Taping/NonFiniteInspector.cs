using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace AutoGrad;

/// <summary>Check mode: throws at the first launch whose result is NaN or infinite.</summary>
internal sealed class NonFiniteInspector : Inspector
{
    // The engine's own frames are skipped, so that the reported line is the user's.
    private static readonly System.Reflection.Assembly engine = typeof(NonFiniteInspector).Assembly;

    private readonly Dictionary<int, string> lines = [];
    private int launches;
    private NonFiniteException? suspect;

    /// <summary>The op whose rule runs now, while sweeping.</summary>
    public (string Op, int Ordinal)? Sweeping { get; set; }

    protected override void Launched<T>(Tensor<T> output, ReadOnlySpan<Tensor<T>> operands)
    {
        var ordinal = Sweeping?.Ordinal ?? Recording<T>.Current?.Nodes.Count ?? launches;
        launches++;
        if (Sweeping is null)
        {
            lines[ordinal] = UserLine();
        }
        else if (suspect is not null)
        {
            return;
        }

        var values = output.Read();
        for (var index = 0; index < values.Length; index++)
        {
            if (!T.IsFinite(values[index]))
            {
                var failure = Failure(output, operands, ordinal, index, values[index]);
                suspect = Sweeping is null ? throw failure : failure;
                return;
            }
        }
    }

    /// <summary>Called with what a rule returned. Infinite slopes inside a rule are no fault as long as a zero cotangent absorbs them.</summary>
    public void RuleEnded<T>(Tensor<T> contribution)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var failure = suspect;
        suspect = null;
        var values = contribution.Read();
        for (var index = 0; index < values.Length; index++)
        {
            if (!T.IsFinite(values[index]))
            {
                throw failure ?? Failure(contribution, [], Sweeping?.Ordinal ?? 0, index, values[index]);
            }
        }
    }

    private NonFiniteException Failure<T>(Tensor<T> output, ReadOnlySpan<Tensor<T>> operands, int ordinal, int index, T value)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"the result is {value} at {Position(output.Shape, index)} of shape {output.Shape}");
        text.Append(Sweeping is { } node
            ? string.Create(CultureInfo.InvariantCulture, $", in the backward rule of {node.Op} (node {node.Ordinal})")
            : string.Create(CultureInfo.InvariantCulture, $", forward (node {ordinal})"));
        if (lines.TryGetValue(ordinal, out var line))
        {
            text.Append(CultureInfo.InvariantCulture, $", recorded at {line}");
        }

        for (var operand = 0; operand < operands.Length; operand++)
        {
            var x = operands[operand];
            if (ShapeRules.BroadcastsTo(x.Shape, output.Shape))
            {
                text.Append(CultureInfo.InvariantCulture, $"; operand {operand} ({x.Op} {x.Shape}) has {x.Read()[Source(x.Shape, output.Shape, index)]} there");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"; operand {operand} ({x.Op} {x.Shape}) is {x}");
            }
        }

        text.Append(". This is the first op with a non-finite result. Guard it (Clamp, a stable form, a smaller step), or open the tape without check: true.");
        return new NonFiniteException("AG301", output.Op, text.ToString());
    }

    private static string Position(Shape shape, int index)
    {
        Span<int> position = stackalloc int[shape.Rank];
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            (index, position[axis]) = Math.DivRem(index, shape[axis]);
        }

        return Shape.Text(position);
    }

    private static int Source(Shape shape, Shape target, int index)
    {
        Span<int> strides = stackalloc int[target.Rank];
        ShapeRules.BroadcastStrides(shape, target, strides);
        var source = 0;
        for (var axis = target.Rank - 1; axis >= 0; axis--)
        {
            (index, var position) = Math.DivRem(index, target[axis]);
            source += position * strides[axis];
        }

        return source;
    }

    private static string UserLine()
    {
        var trace = new StackTrace(fNeedFileInfo: true);
        for (var depth = 0; depth < trace.FrameCount; depth++)
        {
            var frame = trace.GetFrame(depth);
            if (frame?.GetFileName() is { } file && DiagnosticMethodInfo.Create(frame) is { } method
                && method.DeclaringAssemblyName != engine.FullName)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}:{frame.GetFileLineNumber()}");
            }
        }

        return "unknown line";
    }
}
