using System.Globalization;
using System.Numerics;

namespace AutoGrad;

/// <summary>One run of a gradient check: the function, its point, and the findings so far.</summary>
internal sealed class GradientChecker<T>(GradientCheckOptions options)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Cotangents = 2;
    private const double FloatUnit = 1.0 / (1 << 24);

    private static readonly bool isDouble = typeof(T) == typeof(double);

    private readonly List<GradientFinding> findings = [];
    private readonly RandomStream random = new(options.Seed);
    private readonly double relativeTolerance = options.RelativeTolerance ?? (isDouble ? 1e-9 : 2e-3);
    private readonly double absoluteTolerance = options.AbsoluteTolerance ?? (isDouble ? 1e-9 : 2e-3);
    private int compared;
    private double largest;

    public GradientReport Run(Func<Tensor<T>[], Tensor<T>> function, Tensor<T>[] arguments)
    {
        if (options.Order is < 1 or > 2)
        {
            throw Errors.Value("GradientCheck", string.Create(CultureInfo.InvariantCulture, $"order {options.Order} was asked for"), "Order is 1 or 2; nest Differentiate.Gradient in the function for more.");
        }

        if (options.MaxCoordinates < 1)
        {
            throw Errors.Value("GradientCheck", string.Create(CultureInfo.InvariantCulture, $"MaxCoordinates {options.MaxCoordinates} was given"), "It must be 1 or more: a check that compares nothing says nothing.");
        }

        // Everything is computed outside the caller's tape and given back at the end.
        using var scope = new Scope<T>();
        var point = Array.ConvertAll(arguments, static x => x.Detach());
        var value = Evaluate(function, point);
        if (!AllFinite(value))
        {
            Report(GradientFindingKind.NotFinite, 1, -1, [], double.NaN, double.NaN, "the function is not finite at the point itself: choose a point inside its domain");
            return Finished();
        }

        if (!value.ToArray().SequenceEqual(Evaluate(function, point).ToArray()))
        {
            Report(GradientFindingKind.Inconsistent, 1, -1, [], double.NaN, double.NaN, "two calls at the same point gave different results: fix the random numbers it draws");
            return Finished();
        }

        for (var round = 0; round < Cotangents && value.Length > 0; round++)
        {
            var cotangent = Weights(value.Shape);
            Compare(1, arguments => function(arguments), cotangent, point);
            DotProduct(function, point, cotangent);
            if (options.Order == 2)
            {
                var directions = Array.ConvertAll(point, x => Weights(x.Shape));
                Compare(2, inputs => DirectionalGradient(function, inputs, cotangent, directions), Tensor.Ones<T>(), point);
            }

            // One number needs one cotangent only.
            if (value.Length == 1)
            {
                break;
            }
        }

        return Finished();
    }

    /// <summary>The sum over arguments of &lt;direction, gradient of &lt;cotangent, f&gt;&gt;: one number whose gradient is a Hessian-vector product.</summary>
    private static Tensor<T> DirectionalGradient(Func<Tensor<T>[], Tensor<T>> function, Tensor<T>[] inputs, Tensor<T> cotangent, Tensor<T>[] directions)
    {
        var (_, gradients) = Differentiate.ValueAndGradients<T>(x => (function(x) * cotangent).Sum(), Unreached.Zero)(inputs);
        var sum = Tensor.Scalar(T.Zero);
        for (var index = 0; index < gradients.Length; index++)
        {
            sum += (gradients[index] * directions[index]).Sum();
        }

        return sum;
    }

    private void Compare(int order, Func<Tensor<T>[], Tensor<T>> function, Tensor<T> cotangent, Tensor<T>[] point)
    {
        Tensor<T> Weighted(Tensor<T>[] inputs) => (function(inputs) * cotangent).Sum();

        var gradients = Differentiate.ValueAndGradients<T>(Weighted, Unreached.Zero)(point).Gradients;
        for (var argument = 0; argument < point.Length; argument++)
        {
            if (gradients[argument].Shape != point[argument].Shape)
            {
                Report(GradientFindingKind.Inconsistent, order, argument, [], double.NaN, double.NaN, $"the gradient has shape {gradients[argument].Shape}, the argument {point[argument].Shape}");
                continue;
            }

            var gradient = gradients[argument].ToArray();
            foreach (var coordinate in Coordinates(point[argument].Length))
            {
                var actual = double.CreateTruncating(gradient[coordinate]);
                CompareCoordinate(order, Line(function, cotangent, point, argument, coordinate), argument, coordinate, point[argument], actual);
            }
        }
    }

    private void CompareCoordinate(int order, Func<double, double> line, int argument, int coordinate, Tensor<T> x, double actual)
    {
        compared++;
        var scale = double.CreateTruncating(x.ToArray()[coordinate]);
        var estimate = Differences.Central((t, results) => results[0] = line(t), 1, scale, isDouble ? 1e-12 : 1e-4, isDouble ? 0 : FloatUnit)[0];
        var index = Position(x.Shape, coordinate);
        if (!double.IsFinite(actual))
        {
            Report(GradientFindingKind.NotFinite, order, argument, index, estimate.Value, actual);
            return;
        }

        if (estimate.IsUsable)
        {
            // The differences' own uncertainty counts, but never so much that a factor of 1 + 1e-6 could hide in it. In float the rounding of f is more than that where f is
            // large; a function of several steps rounds several times.
            var size = Math.Max(Math.Abs(actual), Math.Abs(estimate.Value));
            var allowed = absoluteTolerance + (relativeTolerance * size) + Math.Min(2 * estimate.Uncertainty, 1e-7 * size) + (4 * estimate.Noise);
            if (size > 1e-3)
            {
                largest = Math.Max(largest, Math.Abs(actual - estimate.Value) / size);
            }

            if (Math.Abs(actual - estimate.Value) <= allowed)
            {
                return;
            }
        }

        // At a true kink the slopes do not depend on the step; what rounding makes of a flat function does.
        var (left, right) = Differences.OneSided(line, scale, 8);
        var (widerLeft, widerRight) = Differences.OneSided(line, scale, 5);
        var drift = Math.Max(Math.Abs(left - widerLeft), Math.Abs(right - widerRight));
        var jump = Math.Abs(right - left);
        if (double.IsFinite(jump) && drift < 0.1 * jump && jump > 1e-3 * Math.Max(Math.Abs(left), Math.Abs(right)))
        {
            var slack = 1e-3 * Math.Max(Math.Abs(left), Math.Abs(right));
            var between = actual >= Math.Min(left, right) - slack && actual <= Math.Max(left, right) + slack;
            Report(
                between ? GradientFindingKind.Kink : GradientFindingKind.Mismatch,
                order,
                argument,
                index,
                estimate.Value,
                actual,
                string.Create(CultureInfo.InvariantCulture, $"slope from the left {left:g6}, from the right {right:g6}"));
            return;
        }

        Report(GradientFindingKind.Mismatch, order, argument, index, estimate.Value, actual, string.Create(CultureInfo.InvariantCulture, $"uncertainty of the differences {estimate.Uncertainty:0.0e+0}"));
    }

    private void DotProduct(Func<Tensor<T>[], Tensor<T>> function, Tensor<T>[] point, Tensor<T> cotangent)
    {
        var tangents = Array.ConvertAll(point, x => Weights(x.Shape));
        var gradients = Differentiate.ValueAndGradients<T>(x => (function(x) * cotangent).Sum(), Unreached.Zero)(point).Gradients;
        var reverse = 0.0;
        var forward = 0.0;
        var size = 0.0;
        for (var argument = 0; argument < point.Length; argument++)
        {
            var others = (Tensor<T>[])point.Clone();
            var push = Differentiate.Jvp<T>(x =>
            {
                others[argument] = x;
                return function(others);
            });
            Add(gradients[argument], tangents[argument], ref reverse, ref size);
            Add(push(point[argument], tangents[argument]).Product, cotangent, ref forward, ref size);
        }

        compared++;
        var tolerance = isDouble ? 1e-11 : 1e-3;
        if (!double.IsFinite(size) || !(Math.Abs(forward - reverse) <= (tolerance * size) + (tolerance * 1e-2)))
        {
            Report(GradientFindingKind.DotProduct, 1, -1, [], reverse, forward, "forward and reverse mode disagree");
        }
    }

    private static void Add(Tensor<T> x, Tensor<T> y, ref double sum, ref double size)
    {
        var left = x.ToArray();
        var right = y.ToArray();
        for (var index = 0; index < left.Length; index++)
        {
            var product = double.CreateTruncating(left[index]) * double.CreateTruncating(right[index]);
            sum += product;
            size += Math.Abs(product);
        }
    }

    /// <summary>The function along one coordinate, contracted in double, so that a float's sum adds no rounding: t -> &lt;cotangent, f(x + t e)&gt;.</summary>
    private static Func<double, double> Line(Func<Tensor<T>[], Tensor<T>> function, Tensor<T> cotangent, Tensor<T>[] point, int argument, int coordinate)
    {
        var values = point[argument].ToArray();
        var weights = cotangent.ToArray();
        var center = double.CreateTruncating(values[coordinate]);
        var moved = (Tensor<T>[])point.Clone();
        return t =>
        {
            using var scope = new Scope<T>();
            values[coordinate] = T.CreateTruncating(center + t);
            moved[argument] = Tensor.Create<T>(values, point[argument].Shape);
            var results = function(moved).ToArray();
            var sum = 0.0;
            for (var index = 0; index < results.Length; index++)
            {
                sum += double.CreateTruncating(weights[index]) * double.CreateTruncating(results[index]);
            }

            return sum;
        };
    }

    private static Tensor<T> Evaluate(Func<Tensor<T>[], Tensor<T>> function, Tensor<T>[] point)
    {
        using var scope = new Scope<T>();
        return function(point).Keep();
    }

    /// <summary>Random numbers of size 0.5 to 1.5 with random signs: none is so small that an error could hide behind it.</summary>
    private Tensor<T> Weights(Shape shape)
    {
        var values = new T[shape.ElementCount];
        for (var index = 0; index < values.Length; index++)
        {
            var size = 0.5 + random.NextDouble();
            values[index] = T.CreateTruncating(random.NextDouble() < 0.5 ? size : -size);
        }

        return Tensor.Create<T>(values, shape);
    }

    private int[] Coordinates(int length) =>
        length <= options.MaxCoordinates ? [.. Enumerable.Range(0, length)] : random.Permutation(length)[..options.MaxCoordinates];

    private static int[] Position(Shape shape, int flat)
    {
        var position = new int[shape.Rank];
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            (flat, position[axis]) = Math.DivRem(flat, shape[axis]);
        }

        return position;
    }

    private static bool AllFinite(Tensor<T> tensor)
    {
        foreach (var value in tensor.ToArray())
        {
            if (!T.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    private void Report(GradientFindingKind kind, int order, int argument, int[] index, double expected, double actual, string note = "") =>
        findings.Add(new GradientFinding(kind, order, argument, index, expected, actual, note));

    private GradientReport Finished() => new(compared, findings, largest);
}
