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
        where TKernel : struct, IMapKernel<T> => Map(x, kernel, new MadeRules<T, TKernel>(rule), op);

    /// <summary>Element-wise op of one argument, which its rule keeps.</summary>
    internal static Tensor<T> Map<T, TKernel>(Tensor<T> x, TKernel kernel, KeepingRule<T> rule, [CallerMemberName] string op = "")
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IMapKernel<T> => Map(x, kernel, new SharedRules<T, TKernel>(rule), op);

    private static Tensor<T> Map<T, TKernel, TRules>(Tensor<T> x, TKernel kernel, TRules rules, string op)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IMapKernel<T>
        where TRules : struct, IRules<T, TKernel>
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.IsRow)
        {
            var row = (BatchedTensor<T>)x;
            return row.With(Map(row.Whole, kernel, rules, op));
        }

        var arena = Arena<T>.Current;
        var output = Tensor<T>.Allocate(arena, op, x.Shape);
        Launch.Map(kernel, x, output);
        return Enter(Recording<T>.Of(arena), output, OpKind.ElementWise, x, kernel, rules);
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
        where TKernel : struct, IZipKernel<T> => Zip(x, y, kernel, new MadeRules2<T, TKernel>(ruleX, ruleY), op);

    /// <summary>Element-wise op of two arguments, broadcast against each other; the rule of each keeps the other.</summary>
    internal static Tensor<T> Zip<T, TKernel>(Tensor<T> x, Tensor<T> y, TKernel kernel, KeepingRule<T> ruleX, KeepingRule<T> ruleY, [CallerMemberName] string op = "")
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IZipKernel<T> => Zip(x, y, kernel, new SharedRules2<T, TKernel>(ruleX, ruleY), op);

    private static Tensor<T> Zip<T, TKernel, TRules>(Tensor<T> x, Tensor<T> y, TKernel kernel, TRules rules, string op)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IZipKernel<T>
        where TRules : struct, IRules2<T, TKernel>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var shape = ShapeRules.Broadcast(op, x.Shape, y.Shape);
        if (x.IsRow || y.IsRow)
        {
            var batch = BatchedTensor<T>.Of(x, y)!;
            return new BatchedTensor<T>(batch, Zip(Align(batch, x, shape.Rank), Align(batch, y, shape.Rank), kernel, rules, op));
        }

        var arena = Arena<T>.Current;
        var output = Tensor<T>.Allocate(arena, op, shape);
        Launch.Zip(kernel, x, y, output);
        return Enter(Recording<T>.Of(arena), output, OpKind.ElementWise, x.Shape != shape || y.Shape != shape, x, y, kernel, rules);
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
        where TKernel : struct, IZip3Kernel<T> => Zip3(x, y, z, kernel, new MadeRules3<T, TKernel>(ruleX, ruleY, ruleZ), op);

    /// <summary>Element-wise op of three arguments, broadcast against each other; the rules of the first two keep each other, that of the third keeps nothing.</summary>
    internal static Tensor<T> Zip3<T, TKernel>(
        Tensor<T> x, Tensor<T> y, Tensor<T> z, TKernel kernel, KeepingRule<T> ruleX, KeepingRule<T> ruleY, Func<Tensor<T>, Tensor<T>> ruleZ, [CallerMemberName] string op = "")
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IZip3Kernel<T> => Zip3(x, y, z, kernel, new SharedRules3<T, TKernel>(ruleX, ruleY, ruleZ), op);

    private static Tensor<T> Zip3<T, TKernel, TRules>(Tensor<T> x, Tensor<T> y, Tensor<T> z, TKernel kernel, TRules rules, string op)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IZip3Kernel<T>
        where TRules : struct, IRules3<T, TKernel>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(z);
        var shape = ShapeRules.Broadcast(op, ShapeRules.Broadcast(op, x.Shape, y.Shape), z.Shape);
        if (x.IsRow || y.IsRow || z.IsRow)
        {
            var batch = BatchedTensor<T>.Of(x, y, z)!;
            return new BatchedTensor<T>(batch, Zip3(Align(batch, x, shape.Rank), Align(batch, y, shape.Rank), Align(batch, z, shape.Rank), kernel, rules, op));
        }

        var arena = Arena<T>.Current;
        var output = Tensor<T>.Allocate(arena, op, shape);
        Launch.Zip3(kernel, x, y, z, output);
        return Enter(Recording<T>.Of(arena), output, OpKind.ElementWise, x.Shape != shape || y.Shape != shape || z.Shape != shape, x, y, z, kernel, rules);
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
            return row.With(Apply(row.Whole, shape.Over(row.Batch.Count), Over(kernel, row.Batch, op), kind, rule, op));
        }

        var arena = Arena<T>.Current;
        var output = Tensor<T>.Allocate(arena, op, shape);
        Launch.Run(kernel, x, output);
        return Enter(Recording<T>.Of(arena), output, kind, x, kernel, new MadeRules<T, TKernel>(rule));
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
            return row.With(Apply(row.Whole, shape.Over(row.Batch.Count), Over(kernel, row.Batch, op), rule, op));
        }

        var arena = Arena<T>.Current;
        var output = Tensor<T>.Allocate(arena, op, shape);
        Launch.Run(kernel, x, output);
        return Enter(
            Recording<T>.Of(arena),
            output,
            OpKind.Linear,
            x,
            (kernel, rule),
            new MadeRules<T, (TKernel kernel, Func<TKernel, Func<Tensor<T>, Tensor<T>>> rule)>(static (_, y, linear) => new LinearRule<T, TKernel>(linear.kernel, y.Shape, linear.rule, y.Op).Pull));
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
            return new BatchedTensor<T>(batch, Apply(Spread(batch, x), Spread(batch, y), shape.Over(batch.Count), Over(kernel, batch, op), kind, ruleX, ruleY, op));
        }

        var arena = Arena<T>.Current;
        var output = Tensor<T>.Allocate(arena, op, shape);
        Launch.Run(kernel, x, y, output);
        return Enter(Recording<T>.Of(arena), output, kind, false, x, y, kernel, new MadeRules2<T, TKernel>(ruleX, ruleY));
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

        var arena = Arena<T>.Current;
        var output = Tensor<T>.Allocate(arena, op, shape);
        Launch.Run(kernel, x, y, z, output);
        return Enter(Recording<T>.Of(arena), output, kind, false, x, y, z, kernel, new MadeRules3<T, TKernel>(ruleX, ruleY, ruleZ));
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
            return new BatchedTensor<T>(batch, ApplyMany(Spread(batch, operands), shape.Over(batch.Count), Over(kernel, batch, op), kind, rule, op));
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
        where T : unmanaged, IFloatingPointIeee754<T> => Enter(Recording<T>.Current, output, kind, x, kernel, new MadeRules<T, TKernel>(rule));

    private static Tensor<T> Enter<T, TKernel, TRules>(Recording<T>? recording, Tensor<T> output, OpKind kind, Tensor<T> x, TKernel kernel, TRules rules)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRules : struct, IRules<T, TKernel>
    {
        if (recording is not null && recording.PassesOn(x, output))
        {
            return output;
        }

        var parent = Recording<T>.Resolve(recording, x, output.Op);
        if (parent >= 0)
        {
            recording!.Record(output, kind, false, parent, rules.X(x, output, kernel));
        }
        else if (parent == Recording<T>.Unrecorded)
        {
            recording!.MarkUnrecorded(output);
        }

        return output;
    }

    private static Tensor<T> Enter<T, TKernel, TRules>(Recording<T>? recording, Tensor<T> output, OpKind kind, bool broadcasts, Tensor<T> x, Tensor<T> y, TKernel kernel, TRules rules)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRules : struct, IRules2<T, TKernel>
    {
        if (rules.HasX && recording is not null && recording.Knows(y) && recording.PassesOn(x, output))
        {
            return output;
        }

        var parentX = rules.HasX ? Recording<T>.Resolve(recording, x, output.Op) : Recording<T>.Untracked;
        var parentY = rules.HasY ? Recording<T>.Resolve(recording, y, output.Op) : Recording<T>.Untracked;
        if (parentX >= 0 || parentY >= 0)
        {
            Recording<T>.CheckMixed(output, parentX, parentY);
            Recording<T>.CheckMixed(output, parentY, parentX);
            recording!.NoteConstant(x);
            recording.NoteConstant(y);
            recording.Record(
                output,
                kind,
                broadcasts,
                parentX,
                parentX >= 0 ? rules.X(x, y, output, kernel) : default,
                parentY,
                parentY >= 0 ? rules.Y(x, y, output, kernel) : default);
        }
        else if (parentX == Recording<T>.Unrecorded || parentY == Recording<T>.Unrecorded)
        {
            recording!.MarkUnrecorded(output);
        }

        return output;
    }

    private static Tensor<T> Enter<T, TKernel, TRules>(
        Recording<T>? recording, Tensor<T> output, OpKind kind, bool broadcasts, Tensor<T> x, Tensor<T> y, Tensor<T> z, TKernel kernel, TRules rules)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRules : struct, IRules3<T, TKernel>
    {
        if (rules.HasX && recording is not null && recording.Knows(y) && recording.Knows(z) && recording.PassesOn(x, output))
        {
            return output;
        }

        var parentX = rules.HasX ? Recording<T>.Resolve(recording, x, output.Op) : Recording<T>.Untracked;
        var parentY = rules.HasY ? Recording<T>.Resolve(recording, y, output.Op) : Recording<T>.Untracked;
        var parentZ = rules.HasZ ? Recording<T>.Resolve(recording, z, output.Op) : Recording<T>.Untracked;
        if (IsRecorded(recording, output, x, y, z, parentX, parentY, parentZ))
        {
            recording!.Record(
                output,
                kind,
                broadcasts,
                parentX,
                parentX >= 0 ? rules.X(x, y, z, output, kernel) : default,
                parentY,
                parentY >= 0 ? rules.Y(x, y, z, output, kernel) : default,
                parentZ,
                parentZ >= 0 ? rules.Z(x, y, z, output, kernel) : default);
        }

        return output;
    }

    /// <summary>Whether a computed result of two arguments that have one rule together is to be recorded, and by which parents.</summary>
    internal static bool IsTracked<T>(Recording<T>? recording, Tensor<T> output, Tensor<T> x, Tensor<T> y, out (int X, int Y, int Z) parents)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (recording is not null && recording.Knows(y) && recording.PassesOn(x, output))
        {
            parents = default;
            return false;
        }

        parents = (Recording<T>.Resolve(recording, x, output.Op), Recording<T>.Resolve(recording, y, output.Op), Recording<T>.Untracked);
        return IsRecorded(recording, output, x, y, y, parents.X, parents.Y, parents.Z);
    }

    /// <summary>The same for three arguments.</summary>
    internal static bool IsTracked<T>(Recording<T>? recording, Tensor<T> output, Tensor<T> x, Tensor<T> y, Tensor<T> z, out (int X, int Y, int Z) parents)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (recording is not null && recording.Knows(y) && recording.Knows(z) && recording.PassesOn(x, output))
        {
            parents = default;
            return false;
        }

        parents = (Recording<T>.Resolve(recording, x, output.Op), Recording<T>.Resolve(recording, y, output.Op), Recording<T>.Resolve(recording, z, output.Op));
        return IsRecorded(recording, output, x, y, z, parents.X, parents.Y, parents.Z);
    }

    /// <summary>Whether a result is to be recorded: one of its arguments is tracked, and none has a dependence that is lost. A result of such alone is marked.</summary>
    private static bool IsRecorded<T>(Recording<T>? recording, Tensor<T> output, Tensor<T> x, Tensor<T> y, Tensor<T> z, int parentX, int parentY, int parentZ)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
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
