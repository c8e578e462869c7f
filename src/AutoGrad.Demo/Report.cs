namespace AutoGrad.Demo;

/// <summary>The files that a run leaves in its folder: the model's graph and the loss curve.</summary>
internal sealed class Report
{
    private readonly string folder;

    /// <summary>Makes the folder if need be.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public Report(string folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Writes what a tape records of the model and its loss, as a picture in Mermaid's language, and returns the file's name.</summary>
    public string WriteGraph(Sequential<float> model, DemoData data)
    {
        foreach (var batch in data.Training.Batches(1))
        {
            using var tape = new Tape<float>();
            var loss = Classifier.Cost(model.Forward(tape.Watch(batch.Inputs)), batch.Labels);
            return Write("graph.md", $"# The model for {data.Name}, as the tape records it\n\n```mermaid\n{tape.ToMermaid(loss)}```\n");
        }

        throw new InvalidOperationException("A dataset has at least one example.");
    }

    /// <summary>Writes the losses of all finished epochs as a chart, and returns the file's name.</summary>
    public string WriteCurve(TrainingResult result, DemoData data)
    {
        double[] epochs = [.. result.Epochs.Select(static epoch => (double)epoch.Epoch)];
        var plot = new SvgPlot { Title = $"Learning {data.Name}", XLabel = "epoch", YLabel = "mean loss" }
            .Add("training", epochs, [.. result.Epochs.Select(static epoch => epoch.Loss)])
            .Add("test (never learned from)", epochs, [.. result.Epochs.Select(static epoch => epoch.Validation?.Loss ?? double.NaN)]);
        return Write("loss.svg", plot.ToSvg());
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
