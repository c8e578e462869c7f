using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace AutoGrad.Properties;

/// <summary>Runs a law on generated cases with a fixed seed; a failing case is shrunk before it is shown.</summary>
internal static class Law
{
    /// <summary>The law is an action that throws where it does not hold.</summary>
    public static void Holds<T>(Arbitrary<T> cases, Action<T> law, [CallerMemberName] string name = "")
    {
        var times = Effort.LawCases;
        var runs = 0;
        var replay = new Replay(new Rnd(2026, 0x9E3779B97F4A7C15), FSharpOption<int>.None);
        var config = Config.QuickThrowOnFailure.WithMaxTest(times).WithReplay(FSharpOption<Replay>.Some(replay)).WithQuietOnSuccess(true);
        Check.One(config, Prop.ForAll(cases, (Action<T>)(x =>
        {
            runs++;
            law(x);
        })));
        Tally.Add(LawList.Kind(name), runs);
        Assert.True(runs >= times, $"The law ran {runs} times, {times} were asked for.");
    }

    /// <summary>Equal bit for bit, all NaN counting as one.</summary>
    public static void Same(Dense expected, Dense actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        for (var flat = 0; flat < expected.Length; flat++)
        {
            // Zero has one sign here: laws speak of numbers, and sums of zeros may differ in it.
            Assert.True(
                expected.Values[flat] == actual.Values[flat] || Checks.Bits.Of(expected.Values[flat]) == Checks.Bits.Of(actual.Values[flat]),
                $"at [{string.Join(", ", Dense.Unflatten(expected.Shape, flat))}]: expected exactly {expected.Values[flat]:R}, got {actual.Values[flat]:R}");
        }
    }

    /// <summary>Equal within a tolerance relative to the larger of the largest element and one.</summary>
    public static void Near(Dense expected, Dense actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        var scale = Math.Max(1, Checks.Evaluate.Largest(expected));
        for (var flat = 0; flat < expected.Length; flat++)
        {
            Assert.True(
                Math.Abs(expected.Values[flat] - actual.Values[flat]) <= tolerance * scale,
                $"at [{string.Join(", ", Dense.Unflatten(expected.Shape, flat))}]: expected {expected.Values[flat]:R}, got {actual.Values[flat]:R}, relative error {Math.Abs(expected.Values[flat] - actual.Values[flat]) / scale:G3}");
        }
    }

    public static void Near(double expected, double actual, double tolerance = 1e-12) => Near(Dense.Scalar(expected), Dense.Scalar(actual), tolerance);

    public static Dense Value(Func<Tensor<double>, Tensor<double>> f, Dense x) => Value(t => f(t[0]), [x]);

    public static Dense Value(Func<Tensor<double>[], Tensor<double>> f, Dense[] x)
    {
        using var scope = new Scope<double>();
        return Dense.Of(f(Array.ConvertAll(x, static operand => operand.To<double>())));
    }

    /// <summary>J' v of a function of one tensor; v defaults to ones.</summary>
    public static Dense Pull(Func<Tensor<double>, Tensor<double>> f, Dense x, Dense? v = null) => Pull(t => f(t[0]), [x], v)[0];

    /// <summary>J' v of a function of several tensors; v defaults to ones.</summary>
    public static Dense[] Pull(Func<Tensor<double>[], Tensor<double>> f, Dense[] x, Dense? v = null)
    {
        using var tape = new Tape<double>();
        var watched = new Tensor<double>[x.Length];
        for (var index = 0; index < x.Length; index++)
        {
            watched[index] = tape.Watch(x[index].To<double>());
        }

        var y = f(watched);
        if (!y.IsTracked)
        {
            return Array.ConvertAll(x, static operand => operand.Map(static _ => 0));
        }

        var gradients = tape.Gradients(y, v?.To<double>() ?? Tensor.Ones<double>(y.Shape), of: watched, unreached: Unreached.Zero);
        return Array.ConvertAll(watched, leaf => Dense.Of(gradients[leaf]));
    }

    /// <summary>J u, forward.</summary>
    public static Dense Push(Func<Tensor<double>, Tensor<double>> f, Dense x, Dense u) => Dense.Of(Differentiate.Jvp(f)(x.To<double>(), u.To<double>()).Product);
}
