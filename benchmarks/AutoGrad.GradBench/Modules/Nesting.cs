namespace AutoGrad.GradBench;

/// <summary>The two ways to a gradient, and a descent that uses either, for the evals that nest one optimization in another.</summary>
internal static class Nesting
{
    public delegate Func<Tensor<double>, Tensor<double>> GradientOf(Func<Tensor<double>, Tensor<double>> function);

    /// <summary>One sweep back.</summary>
    public static Func<Tensor<double>, Tensor<double>> Reverse(Func<Tensor<double>, Tensor<double>> function) => Differentiate.Gradient(function, Unreached.Zero);

    /// <summary>One sweep forward for each variable.</summary>
    public static Func<Tensor<double>, Tensor<double>> Forward(Func<Tensor<double>, Tensor<double>> function)
    {
        var directional = Differentiate.Jvp(function);
        return x =>
        {
            if (x.Rank == 0)
            {
                return directional(x, Tensor.Scalar(1.0)).Product;
            }

            var directions = Tensor.Eye<double>(x.Length).Unbind();
            return Ops.Stack(Array.ConvertAll(directions, direction => directional(x, direction).Product));
        };
    }

    /// <summary>Where a function is smallest, by gradient descent whose step grows after ten successes and shrinks after a failure.</summary>
    public static Tensor<double> ArgMin(Func<Tensor<double>, Tensor<double>> function, Tensor<double> start, GradientOf gradientOf)
    {
        const double Enough = 1e-5;
        var gradient = gradientOf(function);
        var (step, successes) = (1e-5, 0);
        var (x, value, slope) = (start, function(start), gradient(start));
        while (Length(slope) > Enough)
        {
            if (successes == 10)
            {
                (step, successes) = (2 * step, 0);
                continue;
            }

            var next = x - (step * slope);
            if (Length(x - next) <= Enough)
            {
                break;
            }

            var nextValue = function(next);
            if (nextValue.Item() < value.Item())
            {
                (x, value, slope, successes) = (next, nextValue, gradient(next), successes + 1);
            }
            else
            {
                (step, successes) = (step / 2, 0);
            }
        }

        return x;
    }

    public static Tensor<double> ArgMax(Func<Tensor<double>, Tensor<double>> function, Tensor<double> start, GradientOf gradientOf) =>
        ArgMin(x => -function(x), start, gradientOf);

    /// <summary>The functions rr, rf, fr and ff of an eval: the first letter differentiates outside, the second inside.</summary>
    public static Module<TInput> FourWays<TInput>(string name, Func<TInput, GradientOf, GradientOf, Func<Tensor<double>>> solve)
    {
        Func<TInput, Func<object>> Way(GradientOf outer, GradientOf inner) => input =>
        {
            var evaluate = solve(input, outer, inner);
            return () => evaluate();
        };

        return new Module<TInput>(name)
        {
            ["rr"] = Way(Reverse, Reverse),
            ["rf"] = Way(Reverse, Forward),
            ["fr"] = Way(Forward, Reverse),
            ["ff"] = Way(Forward, Forward),
        };
    }

    private static double Length(Tensor<double> x) => x.Detach().Norm().Item();
}
