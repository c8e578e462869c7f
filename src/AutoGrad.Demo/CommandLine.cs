using System.CommandLine;
using System.Globalization;

namespace AutoGrad.Demo;

/// <summary>The options of the command line: read, checked, and refused in one line on standard error.</summary>
internal static class CommandLine
{
    /// <summary>The exit code for options and files that cannot be used.</summary>
    public const int Refused = 2;

    private const string Hint = " (--help lists the options)";
    private const int MostLayers = 8;
    private const int WidestLayer = 4096;

    private static readonly Option<DataKind> data = Choice<DataKind>("--data", "The data: digits (the default) and iris are built in, mnist needs --images and --labels.");

    private static readonly Option<int> epochs = Count("--epochs", "How often all the data is gone through. Default: 30 for digits, 200 for iris, 10 for mnist.");

    private static readonly Option<int> batch = Count("--batch", "How many examples make one step. Default: 32; 8 for iris.");

    private static readonly Option<OptimizerKind> optimizer = Choice<OptimizerKind>("--optimizer", "How the weights are moved. Default: adam.");

    private static readonly Option<double> learningRate = Make<double>(
        "--learning-rate", "x", "The size of the steps. Default: one that suits the optimizer.", "give a finite number above 0, such as 0.001", static text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && double.IsFinite(rate) && rate > 0 ? rate : null);

    private static readonly Option<Sizes> hidden = Make<Sizes>(
        "--hidden",
        "n[,n..]",
        "The sizes of the hidden layers. Default: 256; 16 for iris.",
        $"give up to {MostLayers} whole numbers from 1 to {WidestLayer} with commas between them, such as 128,64",
        ParseSizes);

    private static readonly Option<ulong> seed = Make<ulong>(
        "--seed", "n", "Where all randomness starts: equal seeds give equal weights. Default: 1.", "give a whole number from 0 to 18446744073709551615", static text =>
            ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : null);

    private static readonly Option<string> outFolder = Text("--out", "folder", "Where the loss curve and the graph are written. Default: out.");

    private static readonly Option<string> images = Text("--images", "file", "The images of mnist: an IDX file, plain or gzip.");

    private static readonly Option<string> labels = Text("--labels", "file", "The labels of mnist: an IDX file, plain or gzip.");

    /// <summary>Reads the arguments and runs the program with them, unless they are refused or ask for help. Returns the exit code.</summary>
    public static int Run(string[] arguments, Func<DemoOptions, int> program, TextWriter errors)
    {
        var command = new RootCommand("Trains a classifier on real data, checks its gradients, and draws how it learned.")
        {
            data, epochs, batch, optimizer, learningRate, hidden, seed, outFolder, images, labels,
        };
        command.SetAction(parsed =>
        {
            var options = Options(parsed);
            return Conflict(options) is { } conflict ? Refuse(conflict + Hint, errors) : program(options);
        });

        // An argument that begins with @ is a name like any other; interruption is handled by the run itself.
        var parsed = command.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        return parsed.Errors.Count > 0
            ? Refuse(parsed.Errors[0].Message + Hint, errors)
            : parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    /// <summary>Writes one line and returns the exit code for it.</summary>
    public static int Refuse(string message, TextWriter errors)
    {
        errors.WriteLine($"error: {message.ReplaceLineEndings(" ")}");
        return Refused;
    }

    private static DemoOptions Options(ParseResult parsed)
    {
        var options = new DemoOptions(parsed.GetValue(data));
        return options with
        {
            Epochs = Given(epochs, options.Epochs),
            BatchSize = Given(batch, options.BatchSize),
            Optimizer = Given(optimizer, options.Optimizer),
            LearningRate = parsed.GetResult(learningRate) is null ? null : parsed.GetValue(learningRate),
            Hidden = parsed.GetResult(hidden) is null ? options.Hidden : parsed.GetValue(hidden).Values,
            Seed = Given(seed, options.Seed),
            Out = Given(outFolder, options.Out),
            Images = parsed.GetValue(images),
            Labels = parsed.GetValue(labels),
        };

        T Given<T>(Option<T> option, T otherwise) => parsed.GetResult(option) is null ? otherwise : parsed.GetRequiredValue(option);
    }

    /// <summary>What is wrong with options that are right one by one; null if nothing is.</summary>
    private static string? Conflict(DemoOptions options) => (options.Data, options.Images, options.Labels) switch
    {
        (DataKind.Mnist, null, _) or (DataKind.Mnist, _, null) => "--data mnist is not built in: name its two IDX files with --images and --labels.",
        (DataKind.Mnist, _, _) or (_, null, null) => null,
        _ => $"--images and --labels go with --data mnist only; the data is {options.Data.ToString().ToLowerInvariant()}.",
    };

    private static Option<T> Make<T>(string name, string value, string description, string rule, Func<string, T?> parse)
        where T : struct => new(name)
        {
            Description = description,
            HelpName = value,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (parse(text) is { } parsed)
                {
                    return parsed;
                }

                result.AddError($"{name} '{text}': {rule}.");
                return default;
            },
        };

    private static Option<int> Count(string name, string description) => Make<int>(
        name, "n", description, $"give a whole number from 1 to {int.MaxValue}", static text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : null);

    private static Option<T> Choice<T>(string name, string description)
        where T : struct, Enum
    {
        var names = Array.ConvertAll(Enum.GetNames<T>(), static choice => choice.ToLowerInvariant());
        return Make<T>(name, string.Join('|', names), description, $"give one of {string.Join(", ", names)}", text =>
            Array.FindIndex(names, choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var place ? Enum.GetValues<T>()[place] : null);
    }

    private static Option<string> Text(string name, string value, string description) => new(name)
    {
        Description = description,
        HelpName = value,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (string.IsNullOrWhiteSpace(text))
            {
                result.AddError($"{name} '{text}': give the name of a {value}.");
            }

            return text;
        },
    };

    private static Sizes? ParseSizes(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var sizes = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i]) || sizes[i] is < 1 or > WidestLayer)
            {
                return null;
            }
        }

        return sizes.Length <= MostLayers ? new Sizes(sizes) : null;
    }

    private readonly record struct Sizes(int[] Values);
}
