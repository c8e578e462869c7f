using System.Globalization;
using System.Numerics;

namespace AutoGrad;

/// <summary>Where a trainer's run stands as texts of a checkpoint, both ways.</summary>
internal static class TrainerTexts
{
    public static void Write<T>(IDictionary<string, string> values, TrainerState<T> state, TimeSpan elapsed, PlateauState? plateau, long averaged)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (loss, examples, labelled, correct) = state.Means.State;
        values["step"] = $"{state.Step}";
        values["order"] = state.OrderPosition is { } order ? $"{order}" : "-";
        values["examples"] = $"{state.Examples}";
        values["before"] = $"{state.StepsBefore}";
        values["elapsed"] = $"{elapsed.Ticks}";
        values["means"] = $"{Text(loss)} {examples} {labelled} {correct}";
        values["plateau"] = plateau is null ? "-" : $"{Text(plateau.Best)} {plateau.Bad} {plateau.Rest}";
        values["best"] = $"{state.Best.Epoch}";
        values["least"] = Text(state.Best.Least);
        values["averaged"] = $"{averaged}";
        values["metrics"] = string.Join('\n', state.Epochs.FirstOrDefault()?.Validation?.Metrics.Select(static metric => metric.Key) ?? []);
        values["history"] = string.Join('\n', state.Epochs.Select(Line));
    }

    /// <summary>Reads them into the state of a new run; returns what is not the run's own. What is no such text throws a FormatException or its like.</summary>
    /// <param name="values">The texts.</param>
    /// <param name="state">The state, which is spoiled if this throws.</param>
    /// <param name="batches">The batches of a pass.</param>
    public static (PlateauState? Plateau, long Averaged) Read<T>(IReadOnlyDictionary<string, string> values, TrainerState<T> state, int batches)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        state.Step = (int)Count(values["step"], batches - 1);
        state.OrderPosition = values["order"] == "-" ? null : ulong.Parse(values["order"], NumberStyles.None, CultureInfo.InvariantCulture);
        state.Examples = Count(values["examples"]);
        state.StepsBefore = Count(values["before"]);
        state.Elapsed = new TimeSpan(Count(values["elapsed"]));
        var means = values["means"].Split(' ');
        state.Means.State = (Real(means[0]), Count(means[1]), Count(means[2]), Count(means[3]));
        var names = values["metrics"].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in values["history"].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            state.Epochs.Add(Epoch(line.Split(' '), names, state.Epochs.Count + 1));
        }

        state.Best.Recall((int)Count(values["best"], state.Epochs.Count), Real(values["least"]));
        var plateau = values["plateau"].Split(' ');
        return (plateau[0] == "-" ? null : new PlateauState(Real(plateau[0]), (int)Count(plateau[1], int.MaxValue), (int)Count(plateau[2], int.MaxValue)), Count(values["averaged"]));
    }

    private static string Line(EpochSummary epoch)
    {
        string[] words = [$"{epoch.Epoch}", Text(epoch.Loss), Text(epoch.Accuracy), Text(epoch.Validation?.Loss), Text(epoch.Validation?.Accuracy)];
        return string.Join(' ', words.Concat(epoch.Validation?.Metrics.Select(static metric => Text(metric.Value)) ?? []));
    }

    private static EpochSummary Epoch(string[] words, string[] names, int number)
    {
        var validation = words[3] == "-" ? null : new Evaluation(Real(words[3]), Maybe(words[4])) { Metrics = new MetricValues([.. names.Select((name, metric) => KeyValuePair.Create(name, Real(words[5 + metric])))]) };
        return Count(words[0]) == number
            ? new EpochSummary(number, Real(words[1]), Maybe(words[2]), validation)
            : throw new FormatException($"its epoch {number} is called {words[0]}");
    }

    /// <summary>A number from 0 on, at most as large as said.</summary>
    private static long Count(string text, long most = long.MaxValue) =>
        long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) is var count && count <= most ? count : throw new FormatException(FormattableString.Invariant($"{count} is more than {most}"));

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "-";

    private static double Real(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static double? Maybe(string text) => text == "-" ? null : Real(text);
}
