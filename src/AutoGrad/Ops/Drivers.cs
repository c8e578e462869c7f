using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Every differentiable operation, as extension members of <see cref="Tensor{T}"/> and static methods; operators and indexers are members of the tensor itself.</summary>
/// <content>The drivers: each checks shapes, allocates, launches the kernel and enters the op with its rules. All ops, the users' custom ones too, come through here.</content>
public static partial class Ops
{
    /// <summary>Element-wise op of one argument.</summary>
    internal static Tensor<T> Map<T, TKernel>(
        Tensor<T> x,
        TKernel kernel,
        Func<Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>> rule,
        [CallerMemberName] string op = "")
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IMapKernel<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.IsRow)
        {
            var row = (BatchedTensor<T>)x;
            return row.With(Map(row.Whole, kernel, rule, op));
        }

        var output = Tensor<T>.Allocate(op, x.Shape);
        Launch.Map(kernel, x, output);
        return Enter(output, OpKind.ElementWise, x, kernel, rule);
    }

    /// <summary>Element-wise op of one argument, which its rule keeps.</summary>
    internal static Tensor<T> Map<T, TKernel>(Tensor<T> x, TKernel kernel, KeepingRule<T> rule, [CallerMemberName] string op = "")
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IMapKernel<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.IsRow)
        {
            var row = (BatchedTensor<T>)x;
            return row.With(Map(row.Whole, kernel, rule, op));
        }

        var output = Tensor<T>.Allocate(op, x.Shape);
        Launch.Map(kernel, x, output);
        var recording = Recording<T>.Current;
        if (IsTracked(recording, output, x, out var parent))
        {
            recording!.Record(output, OpKind.ElementWise, false, parent, new Rule<T>(rule, x));
        }

        return output;
    }

    /// <summary>Element-wise op of two arguments, broadcast against each other. A null rule says that the op is constant in that argument.</summary>
    [OverloadResolutionPriority(1)]
    internal static Tensor<T> Zip<T, TKernel>(
        Tensor<T> x,
        Tensor<T> y,
        TKernel kernel,
        Func<Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleX,
        Func<Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleY,
        [CallerMemberName] string op = "")
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IZipKernel<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var shape = ShapeRules.Broadcast(op, x.Shape, y.Shape);
        if (x.IsRow || y.IsRow)
        {
            var batch = BatchedTensor<T>.Of(x, y)!;
            return new BatchedTensor<T>(batch, Zip(Align(batch, x, shape.Rank), Align(batch, y, shape.Rank), kernel, ruleX, ruleY, op));
        }

        var output = Tensor<T>.Allocate(op, shape);
        Launch.Zip(kernel, x, y, output);
        return Enter(output, OpKind.ElementWise, x.Shape != shape || y.Shape != shape, x, y, kernel, ruleX, ruleY);
    }

    /// <summary>Element-wise op of two arguments, broadcast against each other; the rule of each keeps the other.</summary>
    internal static Tensor<T> Zip<T, TKernel>(Tensor<T> x, Tensor<T> y, TKernel kernel, KeepingRule<T> ruleX, KeepingRule<T> ruleY, [CallerMemberName] string op = "")
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IZipKernel<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var shape = ShapeRules.Broadcast(op, x.Shape, y.Shape);
        if (x.IsRow || y.IsRow)
        {
            var batch = BatchedTensor<T>.Of(x, y)!;
            return new BatchedTensor<T>(batch, Zip(Align(batch, x, shape.Rank), Align(batch, y, shape.Rank), kernel, ruleX, ruleY, op));
        }

        var output = Tensor<T>.Allocate(op, shape);
        Launch.Zip(kernel, x, y, output);
        var recording = Recording<T>.Current;
        if (AreTracked(recording, output, x, y, true, true, out var parentX, out var parentY))
        {
            recording!.Record(
                output,
                OpKind.ElementWise,
                x.Shape != shape || y.Shape != shape,
                parentX,
                parentX >= 0 ? new Rule<T>(ruleX, y) : default,
                parentY,
                parentY >= 0 ? new Rule<T>(ruleY, x) : default);
        }

        return output;
    }

    /// <summary>Element-wise op of three arguments, broadcast against each other. A null rule says that the op is constant in that argument.</summary>
    [OverloadResolutionPriority(1)]
    internal static Tensor<T> Zip3<T, TKernel>(
        Tensor<T> x,
        Tensor<T> y,
        Tensor<T> z,
        TKernel kernel,
        Func<Tensor<T>, Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleX,
        Func<Tensor<T>, Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleY,
        Func<Tensor<T>, Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleZ,
        [CallerMemberName] string op = "")
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IZip3Kernel<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(z);
        var shape = ShapeRules.Broadcast(op, ShapeRules.Broadcast(op, x.Shape, y.Shape), z.Shape);
        if (x.IsRow || y.IsRow || z.IsRow)
        {
            var batch = BatchedTensor<T>.Of(x, y, z)!;
            return new BatchedTensor<T>(batch, Zip3(Align(batch, x, shape.Rank), Align(batch, y, shape.Rank), Align(batch, z, shape.Rank), kernel, ruleX, ruleY, ruleZ, op));
        }

        var output = Tensor<T>.Allocate(op, shape);
        Launch.Zip3(kernel, x, y, z, output);
        var broadcasts = x.Shape != shape || y.Shape != shape || z.Shape != shape;
        return Enter(output, OpKind.ElementWise, broadcasts, x, y, z, kernel, ruleX, ruleY, ruleZ);
    }

    /// <summary>Element-wise op of three arguments, broadcast against each other; the rules of the first two keep each other, that of the third keeps nothing.</summary>
    internal static Tensor<T> Zip3<T, TKernel>(
        Tensor<T> x, Tensor<T> y, Tensor<T> z, TKernel kernel, KeepingRule<T> ruleX, KeepingRule<T> ruleY, Func<Tensor<T>, Tensor<T>> ruleZ, [CallerMemberName] string op = "")
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IZip3Kernel<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(z);
        var shape = ShapeRules.Broadcast(op, ShapeRules.Broadcast(op, x.Shape, y.Shape), z.Shape);
        if (x.IsRow || y.IsRow || z.IsRow)
        {
            var batch = BatchedTensor<T>.Of(x, y, z)!;
            return new BatchedTensor<T>(batch, Zip3(Align(batch, x, shape.Rank), Align(batch, y, shape.Rank), Align(batch, z, shape.Rank), kernel, ruleX, ruleY, ruleZ, op));
        }

        var output = Tensor<T>.Allocate(op, shape);
        Launch.Zip3(kernel, x, y, z, output);
        var broadcasts = x.Shape != shape || y.Shape != shape || z.Shape != shape;
        var recording = Recording<T>.Current;
        if (AreTracked(recording, output, x, y, z, true, true, true, out var parentX, out var parentY, out var parentZ))
        {
            recording!.Record(
                output,
                OpKind.ElementWise,
                broadcasts,
                parentX,
                parentX >= 0 ? new Rule<T>(ruleX, y) : default,
                parentY,
                parentY >= 0 ? new Rule<T>(ruleY, x) : default,
                parentZ,
                parentZ >= 0 ? ruleZ : null);
        }

        return output;
    }

    /// <summary>Any op of one argument whose result has the given shape.</summary>
    internal static Tensor<T> Apply<T, TKernel>(
        Tensor<T> x,
        Shape shape,
        TKernel kernel,
        OpKind kind,
        Func<Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>> rule,
        [CallerMemberName] string op = "")
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, ISpanKernel<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.IsRow)
        {
            var row = (BatchedTensor<T>)x;
            return row.With(Apply(row.Whole, row.Batch.Over(shape, op), Over(kernel, row.Batch, op), kind, rule, op));
        }

        var output = Tensor<T>.Allocate(op, shape);
        Launch.Run(kernel, x, output);
        return Enter(output, kind, x, kernel, rule);
    }

    /// <summary>An op that is linear in its one argument; its rule is made from the kernel alone.</summary>
    internal static Tensor<T> Apply<T, TKernel>(
        Tensor<T> x,
        Shape shape,
        TKernel kernel,
        Func<TKernel, Func<Tensor<T>, Tensor<T>>> rule,
        [CallerMemberName] string op = "")
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, ISpanKernel<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.IsRow)
        {
            var row = (BatchedTensor<T>)x;
            return row.With(Apply(row.Whole, row.Batch.Over(shape, op), Over(kernel, row.Batch, op), rule, op));
        }

        var output = Tensor<T>.Allocate(op, shape);
        Launch.Run(kernel, x, output);
        return Enter(output, OpKind.Linear, x, (kernel, rule), static (_, y, linear) => new LinearRule<T, TKernel>(linear.kernel, y.Shape, linear.rule, y.Op).Pull);
    }

    /// <summary>Any op of two arguments whose result has the given shape. A null rule says that the op is constant in that argument.</summary>
    internal static Tensor<T> Apply<T, TKernel>(
        Tensor<T> x,
        Tensor<T> y,
        Shape shape,
        TKernel kernel,
        OpKind kind,
        Func<Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleX,
        Func<Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleY,
        [CallerMemberName] string op = "")
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, ISpanKernel2<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.IsRow || y.IsRow)
        {
            var batch = BatchedTensor<T>.Of(x, y)!;
            return new BatchedTensor<T>(batch, Apply(Spread(batch, x), Spread(batch, y), batch.Over(shape, op), Over(kernel, batch, op), kind, ruleX, ruleY, op));
        }

        var output = Tensor<T>.Allocate(op, shape);
        Launch.Run(kernel, x, y, output);
        return Enter(output, kind, false, x, y, kernel, ruleX, ruleY);
    }

    /// <summary>Any op of three arguments whose result has the given shape. A null rule says that the op is constant in that argument.</summary>
    internal static Tensor<T> Apply<T, TKernel>(
        Tensor<T> x,
        Tensor<T> y,
        Tensor<T> z,
        Shape shape,
        TKernel kernel,
        OpKind kind,
        Func<Tensor<T>, Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleX,
        Func<Tensor<T>, Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleY,
        Func<Tensor<T>, Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleZ,
        [CallerMemberName] string op = "")
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, ISpanKernel3<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(z);
        if (x.IsRow || y.IsRow || z.IsRow)
        {
            throw new NoBatchedFormException(op);
        }

        var output = Tensor<T>.Allocate(op, shape);
        Launch.Run(kernel, x, y, z, output);
        return Enter(output, kind, false, x, y, z, kernel, ruleX, ruleY, ruleZ);
    }

    /// <summary>Any op of a list of arguments; <paramref name="rule"/> makes the rule of one argument from the list, the result and the argument's position.</summary>
    internal static Tensor<T> ApplyMany<T, TKernel>(
        Tensor<T>[] operands,
        Shape shape,
        TKernel kernel,
        OpKind kind,
        Func<Tensor<T>[], Tensor<T>, int, TKernel, Func<Tensor<T>, Tensor<T>>> rule,
        [CallerMemberName] string op = "")
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IManyKernel<T>
    {
        if (BatchedTensor<T>.Of(operands) is { } batch)
        {
            return new BatchedTensor<T>(batch, ApplyMany(Array.ConvertAll(operands, operand => Spread(batch, operand)), batch.Over(shape, op), Over(kernel, batch, op), kind, rule, op));
        }

        var output = Tensor<T>.Allocate(op, shape);
        Launch.Run(kernel, operands, output);
        if (Parents(operands, output) is { } parents)
        {
            var rules = new Func<Tensor<T>, Tensor<T>>?[operands.Length];
            for (var index = 0; index < operands.Length; index++)
            {
                rules[index] = parents[index] >= 0 ? rule(operands, output, index, kernel) : null;
            }

            Recording<T>.Current!.Record(output, kind, false, new ManyRules<T>(parents, rules, null));
        }

        return output;
    }

    /// <summary>Enters an op whose arguments share the work of one joint rule, which gives the cotangents in the order of the operands (null: none).</summary>
    internal static Tensor<T> EnterJoint<T>(Tensor<T> output, OpKind kind, Tensor<T>[] operands, Func<Tensor<T>[], Tensor<T>, bool[], Func<Tensor<T>, Tensor<T>?[]>> rule)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Parents(operands, output) is { } parents)
        {
            var joint = rule(operands, output, Array.ConvertAll(parents, static parent => parent >= 0));
            Recording<T>.Current!.Record(output, kind, false, new ManyRules<T>(parents, null, joint));
        }

        return output;
    }

    /// <summary>Enters a computed result of one argument.</summary>
    internal static Tensor<T> Enter<T, TKernel>(
        Tensor<T> output,
        OpKind kind,
        Tensor<T> x,
        TKernel kernel,
        Func<Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>> rule)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var recording = Recording<T>.Current;
        if (IsTracked(recording, output, x, out var parent))
        {
            recording!.Record(output, kind, false, parent, rule(x, output, kernel));
        }

        return output;
    }

    private static Tensor<T> Enter<T, TKernel>(
        Tensor<T> output,
        OpKind kind,
        bool broadcasts,
        Tensor<T> x,
        Tensor<T> y,
        TKernel kernel,
        Func<Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleX,
        Func<Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleY)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var recording = Recording<T>.Current;
        if (AreTracked(recording, output, x, y, ruleX is not null, ruleY is not null, out var parentX, out var parentY))
        {
            recording!.Record(
                output,
                kind,
                broadcasts,
                parentX,
                parentX >= 0 ? ruleX!(x, y, output, kernel) : null,
                parentY,
                parentY >= 0 ? ruleY!(x, y, output, kernel) : null);
        }

        return output;
    }

    private static Tensor<T> Enter<T, TKernel>(
        Tensor<T> output,
        OpKind kind,
        bool broadcasts,
        Tensor<T> x,
        Tensor<T> y,
        Tensor<T> z,
        TKernel kernel,
        Func<Tensor<T>, Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleX,
        Func<Tensor<T>, Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleY,
        Func<Tensor<T>, Tensor<T>, Tensor<T>, Tensor<T>, TKernel, Func<Tensor<T>, Tensor<T>>>? ruleZ)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var recording = Recording<T>.Current;
        if (AreTracked(recording, output, x, y, z, ruleX is not null, ruleY is not null, ruleZ is not null, out var parentX, out var parentY, out var parentZ))
        {
            recording!.Record(
                output,
                kind,
                broadcasts,
                parentX,
                parentX >= 0 ? ruleX!(x, y, z, output, kernel) : null,
                parentY,
                parentY >= 0 ? ruleY!(x, y, z, output, kernel) : null,
                parentZ,
                parentZ >= 0 ? ruleZ!(x, y, z, output, kernel) : null);
        }

        return output;
    }

    /// <summary>Whether the op is to be entered: whether its operand is tracked. If the operand only came from what is tracked, the result is marked so.</summary>
    private static bool IsTracked<T>(Recording<T>? recording, Tensor<T> output, Tensor<T> x, out int parent)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        parent = Recording<T>.Resolve(recording, x, output.Op);
        if (parent == Recording<T>.Unrecorded)
        {
            recording!.MarkUnrecorded(output);
        }

        return parent >= 0;
    }

    /// <summary>Whether the op is to be entered, as for one operand; the versions of operands that are constants are noted.</summary>
    private static bool AreTracked<T>(Recording<T>? recording, Tensor<T> output, Tensor<T> x, Tensor<T> y, bool hasRuleX, bool hasRuleY, out int parentX, out int parentY)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        parentX = hasRuleX ? Recording<T>.Resolve(recording, x, output.Op) : Recording<T>.Untracked;
        parentY = hasRuleY ? Recording<T>.Resolve(recording, y, output.Op) : Recording<T>.Untracked;
        if (parentX >= 0 || parentY >= 0)
        {
            Recording<T>.CheckMixed(output, parentX, parentY);
            Recording<T>.CheckMixed(output, parentY, parentX);
            recording!.NoteConstant(x);
            recording.NoteConstant(y);
            return true;
        }

        if (parentX == Recording<T>.Unrecorded || parentY == Recording<T>.Unrecorded)
        {
            recording!.MarkUnrecorded(output);
        }

        return false;
    }

    /// <summary>Whether the op is to be entered, as for two operands.</summary>
    private static bool AreTracked<T>(
        Recording<T>? recording, Tensor<T> output, Tensor<T> x, Tensor<T> y, Tensor<T> z, bool hasRuleX, bool hasRuleY, bool hasRuleZ, out int parentX, out int parentY, out int parentZ)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        parentX = hasRuleX ? Recording<T>.Resolve(recording, x, output.Op) : Recording<T>.Untracked;
        parentY = hasRuleY ? Recording<T>.Resolve(recording, y, output.Op) : Recording<T>.Untracked;
        parentZ = hasRuleZ ? Recording<T>.Resolve(recording, z, output.Op) : Recording<T>.Untracked;
        var most = Math.Max(parentX, Math.Max(parentY, parentZ));
        var least = Math.Min(parentX, Math.Min(parentY, parentZ));
        if (most >= 0)
        {
            Recording<T>.CheckMixed(output, most, least);
            recording!.NoteConstant(x);
            recording.NoteConstant(y);
            recording.NoteConstant(z);
            return true;
        }

        if (least == Recording<T>.Unrecorded)
        {
            recording!.MarkUnrecorded(output);
        }

        return false;
    }
    /// <summary>The ordinals of the operands, or null when none is tracked.</summary>
    private static int[]? Parents<T>(Tensor<T>[] operands, Tensor<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var recording = Recording<T>.Current;
        var most = Recording<T>.Unrecorded;
        var least = int.MaxValue;
        var parents = new int[operands.Length];
        for (var index = 0; index < operands.Length; index++)
        {
            parents[index] = Recording<T>.Resolve(recording, operands[index], output.Op);
            most = Math.Max(most, parents[index]);
            least = Math.Min(least, parents[index]);
        }

        if (most >= 0)
        {
            Recording<T>.CheckMixed(output, most, least);
            foreach (var operand in operands)
            {
                recording!.NoteConstant(operand);
            }

            return parents;
        }

        if (least == Recording<T>.Unrecorded)
        {
            recording!.MarkUnrecorded(output);
        }

        return null;
    }

    /// <summary>Whether what is computed now is recorded. A rule that runs in an unrecorded sweep may use a kernel that has no rules of its own.</summary>
    internal static bool IsRecording<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => Recording<T>.Current is { IsRecording: true };
}
