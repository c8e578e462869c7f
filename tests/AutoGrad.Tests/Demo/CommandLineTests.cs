using AutoGrad.Demo;

namespace AutoGrad;

public class CommandLineTests
{
    private static (int Code, DemoOptions? Options, string Errors) Parse(string arguments)
    {
        DemoOptions? seen = null;
        using var errors = new StringWriter { NewLine = "\n" };
        var code = CommandLine.Run(
            arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            options =>
            {
                seen = options;
                return 0;
            },
            errors);
        return (code, seen, errors.ToString());
    }

    [Theory]
    [InlineData("--colour red", "'--colour'")]
    [InlineData("digits", "'digits'")]
    [InlineData("@file", "'@file'")]
    [InlineData("--epochs", "--epochs")]
    [InlineData("--epochs 0", "--epochs '0': give a whole number from 1")]
    [InlineData("--epochs 2.5", "--epochs '2.5'")]
    [InlineData("--epochs 3 --epochs 4", "--epochs")]
    [InlineData("--batch -5", "--batch '-5': give a whole number from 1")]
    [InlineData("--batch 99999999999", "--batch '99999999999'")]
    [InlineData("--learning-rate 0", "--learning-rate '0': give a finite number above 0")]
    [InlineData("--learning-rate -1", "--learning-rate '-1'")]
    [InlineData("--learning-rate NaN", "--learning-rate 'NaN'")]
    [InlineData("--learning-rate 1e400", "--learning-rate '1e400'")]
    [InlineData("--learning-rate 0,1", "--learning-rate '0,1'")]
    [InlineData("--hidden 0", "--hidden '0': give up to 8 whole numbers from 1 to 4096")]
    [InlineData("--hidden 12,,3", "--hidden '12,,3'")]
    [InlineData("--hidden 4097", "--hidden '4097'")]
    [InlineData("--hidden 1,1,1,1,1,1,1,1,1", "--hidden '1,1,1,1,1,1,1,1,1'")]
    [InlineData("--seed -1", "--seed '-1'")]
    [InlineData("--optimizer newton", "--optimizer 'newton': give one of sgd, momentum, adam, adamw, rmsprop, adagrad")]
    [InlineData("--data 1", "--data '1': give one of digits, iris, mnist")]
    [InlineData("--out=", "--out")]
    [InlineData("--data mnist", "--images and --labels")]
    [InlineData("--data mnist --images a", "--images and --labels")]
    [InlineData("--images a", "--data mnist only")]
    public void What_cannot_be_used_is_refused_in_one_line_that_names_it(string arguments, string expected)
    {
        var (code, options, errors) = Parse(arguments);
        Assert.Equal(2, code);
        Assert.Null(options);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count('\n'));
    }

    [Fact]
    public void What_is_not_said_suits_the_data()
    {
        Assert.Equal((DataKind.Digits, 30, 32, OptimizerKind.Adam, 1UL, "out"), Summary(Parse("").Options!));
        Assert.Equal([256], Parse("").Options!.Hidden);
        Assert.Equal((DataKind.Iris, 200, 8, OptimizerKind.Adam, 1UL, "out"), Summary(Parse("--data iris").Options!));
    }

    [Fact]
    public void What_is_said_is_done()
    {
        var options = Parse("--data MNIST --images a --labels b --epochs 3 --batch 5 --optimizer AdamW --learning-rate 1e-2 --hidden 7,8 --seed 18446744073709551615 --out there").Options!;
        Assert.Equal((DataKind.Mnist, 3, 5, OptimizerKind.AdamW, ulong.MaxValue, "there"), Summary(options));
        Assert.Equal((0.01, "a", "b"), (options.LearningRate, options.Images, options.Labels));
        Assert.Equal([7, 8], options.Hidden);
    }

    [Theory]
    [InlineData("sgd", typeof(Sgd<float>))]
    [InlineData("momentum", typeof(Sgd<float>))]
    [InlineData("adam", typeof(Adam<float>))]
    [InlineData("adamw", typeof(AdamW<float>))]
    [InlineData("rmsprop", typeof(RmsProp<float>))]
    [InlineData("adagrad", typeof(Adagrad<float>))]
    public void Each_optimizer_goes_by_its_name(string name, Type type)
    {
        var parameters = Classifier.Create<float>(2, [3], 2, new RandomStream(1)).Parameters;
        Assert.IsType(type, Parse($"--optimizer {name}").Options!.CreateOptimizer(parameters));
        Assert.Equal(0.25, Parse($"--optimizer {name} --learning-rate 0.25").Options!.CreateOptimizer(parameters).LearningRate);
    }

    private static (DataKind, int, int, OptimizerKind, ulong, string) Summary(DemoOptions options) =>
        (options.Data, options.Epochs, options.BatchSize, options.Optimizer, options.Seed, options.Out);
}
