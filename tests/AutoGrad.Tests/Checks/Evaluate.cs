using System.Numerics;

namespace AutoGrad.Checks;

/// <summary>Values and derivatives of a row's op on plain arrays.</summary>
internal static class Evaluate
{
    public static Func<Tensor<T>[], Tensor<T>> Call<T>(OpRow row)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(double) ? (Func<Tensor<T>[], Tensor<T>>)(object)row.Double : (Func<Tensor<T>[], Tensor<T>>)(object)row.Single;

    public static Dense Value<T>(OpRow row, Dense[] operands)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = new Scope<T>();
        return Dense.Of(Call<T>(row)(Operands.Tensors<T>(operands)));
    }

    /// <summary>J' v by each operand; zeros for operands that take no gradient.</summary>
    public static Dense[] Gradients<T>(OpRow row, Dense[] operands, Dense cotangent)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var tape = new Tape<T>();
        var tensors = Operands.Tensors<T>(operands);
        var watched = new List<Tensor<T>>();
        for (var index = 0; index < tensors.Length; index++)
        {
            if (row.TakesGradient(index))
            {
                watched.Add(tensors[index] = tape.Watch(tensors[index]));
            }
        }

        var result = Call<T>(row)(tensors);
        if (!result.IsTracked)
        {
            return Array.ConvertAll(operands, static operand => operand.Map(static _ => 0));
        }

        var gradients = tape.Gradients(result, cotangent.To<T>(), of: [.. watched], unreached: Unreached.Zero);
        return [.. tensors.Select((tensor, index) => row.TakesGradient(index) ? Dense.Of(gradients[tensor]) : operands[index].Map(static _ => 0))];
    }

    /// <summary>
    /// With G(x, v) = J(x)' v: s = the sum over operands of (u_i, G_i), and its gradients by each operand and, last, by v. This runs every rule's rules.
    /// </summary>
    public static (double Sum, Dense[] Gradients) SecondOrder(OpRow row, Dense[] operands, Dense cotangent, Dense[] directions)
    {
        using var tape = new Tape<double>();
        var tensors = Operands.Tensors<double>(operands);
        var watched = new List<Tensor<double>>();
        for (var index = 0; index < tensors.Length; index++)
        {
            if (row.TakesGradient(index))
            {
                watched.Add(tensors[index] = tape.Watch(tensors[index]));
            }
        }

        var seed = tape.Watch(cotangent.To<double>());
        var result = row.Double(tensors);
        var zeros = operands.Append(cotangent).Select(static operand => operand.Map(static _ => 0)).ToArray();
        if (!result.IsTracked)
        {
            return (0, zeros);
        }

        var gradients = tape.Gradients(result, seed, of: [.. watched], createGraph: true, unreached: Unreached.Zero);
        var sum = Tensor.Scalar(0.0);
        for (var index = 0; index < tensors.Length; index++)
        {
            if (row.TakesGradient(index))
            {
                sum += (gradients[tensors[index]] * directions[index].To<double>()).Sum();
            }
        }

        if (!sum.IsTracked)
        {
            return (sum.Item(), zeros);
        }

        var second = tape.Gradients(sum, of: [.. watched, seed], unreached: Unreached.Zero);
        return (sum.Item(), [.. tensors.Select((tensor, index) => row.TakesGradient(index) ? Dense.Of(second[tensor]) : zeros[index]), Dense.Of(second[seed])]);
    }

    /// <summary>
    /// With s as in <see cref="SecondOrder"/>: the gradients by each operand of the sum over operands of (w_i, the gradient of s by x_i). This runs the rules of every rule's rules.
    /// </summary>
    public static Dense[] ThirdOrder(OpRow row, Dense[] operands, Dense cotangent, Dense[] first, Dense[] second)
    {
        using var tape = new Tape<double>();
        var tensors = Operands.Tensors<double>(operands);
        var free = Enumerable.Range(0, tensors.Length).Where(row.TakesGradient).ToArray();
        foreach (var index in free)
        {
            tensors[index] = tape.Watch(tensors[index]);
        }

        var watched = Array.ConvertAll(free, index => tensors[index]);
        var zeros = Array.ConvertAll(operands, static operand => operand.Map(static _ => 0));
        var along = row.Double(tensors);
        along = along.IsTracked ? (along * cotangent.To<double>()).Sum() : along;
        foreach (var directions in (Dense[][])[first, second])
        {
            if (!along.IsTracked)
            {
                return zeros;
            }

            var gradients = tape.Gradients(along, of: watched, createGraph: true, unreached: Unreached.Zero);
            along = free.Select(index => (gradients[tensors[index]] * directions[index].To<double>()).Sum()).Aggregate(static (left, right) => left + right);
        }

        if (!along.IsTracked)
        {
            return zeros;
        }

        var third = tape.Gradients(along, of: watched, unreached: Unreached.Zero);
        return [.. tensors.Select((tensor, index) => row.TakesGradient(index) ? Dense.Of(third[tensor]) : zeros[index])];
    }

    /// <summary>The operands with one element moved.</summary>
    public static Dense[] Moved(Dense[] operands, int operand, int flat, double step)
    {
        var values = (double[])operands[operand].Values.Clone();
        values[flat] += step;
        return [.. operands.Select((array, index) => index == operand ? new Dense(array.Shape, values) : array)];
    }

    /// <summary>The operands moved along directions.</summary>
    public static Dense[] Moved(Dense[] operands, Dense[] directions, double step) =>
        [.. operands.Select((array, index) => new Dense(array.Shape, [.. array.Values.Select((x, flat) => x + (step * directions[index].Values[flat]))]))];

    public static double Dot(Dense x, Dense y) => x.Values.Zip(y.Values, static (a, b) => a * b).Sum();

    public static double Largest(params IEnumerable<Dense> arrays) => arrays.SelectMany(static array => array.Values).Select(Math.Abs).DefaultIfEmpty(0).Max();
}
