using System.Globalization;

namespace AutoGrad.Demo;

/// <summary>The whole story: load, train, check, test, report.</summary>
internal static class DemoRun
{
    private const int Interrupted = 130; // what shells report for a program that Ctrl-C ended
    private const int GradientsWrong = 1;
    private const int MostLines = 100;

    public static int Run(DemoOptions options)
    {
        using var interruption = new Interruption();
        var random = new RandomStream(options.Seed);
        var data = DemoData.Load(options, random);
        var model = Classifier.Create<float>(data.Inputs, options.Hidden, data.Classes.Length, random);
        var optimizer = options.CreateOptimizer(model.Parameters);
        var trainer = new Trainer<float>(model, optimizer, static (output, batch) => Classifier.Cost(output, batch.Labels))
        {
            Epochs = options.Epochs,
            BatchSize = options.BatchSize,
        };

        // The graph needs no training. Written first, it shows whether the folder can be used before minutes are spent.
        var report = new Report(options.Out);
        var graph = report.WriteGraph(model, data);
        Introduce(options, data, model, optimizer);

        // The test data draws a curve and nothing else: no decision is taken by it.
        var result = Train(trainer, random, data, interruption.Token);
        Say($"{(result.Stop == TrainingStop.Cancelled ? "interrupted, keeping what was learned" : "trained")}: {result.Epochs.Count} epochs, {result.Steps:#,0} steps in {result.Elapsed.TotalSeconds:0.0} s");

        if (!double.IsFinite(trainer.Evaluate(data.Test).Loss))
        {
            throw new RefusedException("the last step made the loss NaN or infinite. Give a smaller --learning-rate.");
        }

        var check = ModelCheck.Run(Classifier.Create<double>(data.Inputs, options.Hidden, data.Classes.Length, random), model, data.Test);
        Say($"gradient check {(check.Passed ? "passed" : "FAILED")}: {check.Checked} derivatives, largest relative error {check.LargestRelativeError:0.0e+0}{Findings(check)}");

        var confusion = Test(model, data, options.BatchSize);
        Say($"\n{confusion}\n");
        Say($"weights: sha256 {WeightsHash.Of(model.Parameters)}");
        Say($"written: {report.WriteCurve(result, data)}, {graph}");
        Say($"test accuracy: {100 * confusion.Accuracy:0.0} %");
        return !check.Passed ? GradientsWrong : result.Stop == TrainingStop.Cancelled ? Interrupted : 0;
    }

    private static void Introduce(DemoOptions options, DemoData data, Sequential<float> model, Optimizer<float> optimizer)
    {
        Say($"data: {data.Name}, {data.Training.Count:#,0} examples to learn from, {data.Test.Count:#,0} to test with");
        Say($"model: {data.Inputs}-{string.Join('-', options.Hidden)}-{data.Classes.Length} with relu, {model.Parameters.ElementCount:#,0} weights");
        Say($"training: {options.Optimizer.ToString().ToLowerInvariant()}, learning rate {optimizer.LearningRate}, batches of {options.BatchSize}, seed {options.Seed}");
    }

    private static TrainingResult Train(Trainer<float> trainer, RandomStream random, DemoData data, CancellationToken interruption)
    {
        using var progress = new ConsoleProgress { EpochsPerLine = ((trainer.Epochs - 1) / MostLines) + 1 };
        return trainer.Run(data.Training, random, data.Test, progress, interruption);
    }

    private static ConfusionMatrix Test(Sequential<float> model, DemoData data, int batchSize)
    {
        var confusion = new ConfusionMatrix(data.Classes.Length, data.Classes);
        foreach (var batch in data.Test.Batches(batchSize))
        {
            using var scope = new Scope<float>();
            confusion.Add(model.Forward(batch.Inputs), batch.Labels);
        }

        return confusion;
    }

    /// <summary>Kinks are where a relu is exactly at its corner; failures are shown in full.</summary>
    private static string Findings(GradientReport check) => !check.Passed ? $"\n{check}" : check.Findings.Count > 0 ? $", {check.Findings.Count} at kinks of relu" : "";

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
