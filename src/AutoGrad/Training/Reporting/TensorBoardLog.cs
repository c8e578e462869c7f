using System.Globalization;
using System.Numerics;

namespace AutoGrad;

/// <summary>Writes numbers to an event file that TensorBoard shows while training goes on. Given to a <see cref="Trainer{T}"/> as its progress, it writes what each epoch reached.</summary>
/// <remarks>
/// <code>
/// using var log = new TensorBoardLog("runs/first");
/// trainer.Run(training, random, validation, log);   // tensorboard --logdir runs
/// </code>
/// Tags are <c>loss/training</c>, <c>loss/validation</c>, <c>accuracy/training</c>, <c>accuracy/validation</c> and for each metric <c>metrics/</c> and its name, against the epoch.
/// <see cref="ParameterHistograms{T}"/> adds the spread of the weights.
/// What was written is in the file after each epoch and each <see cref="Flush"/>; a crash costs no more than what came since.
/// </remarks>
public sealed class TensorBoardLog : IProgress<TrainingProgress>, IDisposable
{
    private readonly FileStream file;
    private readonly TimeProvider time;

    /// <summary>Begins a new event file in a folder, which is made if need be; one folder is one run.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public TensorBoardLog(string folder)
        : this(folder, TimeProvider.System)
    {
    }

    internal TensorBoardLog(string folder, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(folder);
        this.time = time;
        Directory.CreateDirectory(folder);
        file = CreateNew(System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{time.GetUtcNow().ToUnixTimeSeconds()}.{Environment.MachineName}.{Environment.ProcessId}")));
        file.Write(EventRecord.Version(Now));
        file.Flush();
    }

    /// <summary>The event file.</summary>
    public string Path => file.Name;

    private double Now => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    /// <summary>Writes a number.</summary>
    /// <param name="tag">Its name; what stands before a slash groups the charts.</param>
    /// <param name="value">The number, rounded to float.</param>
    /// <param name="step">Where on the horizontal axis: an epoch or a step, 0 or more.</param>
    /// <exception cref="ValueException">The tag is empty, or the step negative.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Write(string tag, double value, long step)
    {
        Check(tag, step);
        file.Write(EventRecord.Scalar(Now, step, tag, (float)value));
    }

    /// <summary>Writes how the elements of a tensor are spread; those that are not finite are left out.</summary>
    /// <param name="tag">Its name; what stands before a slash groups the charts.</param>
    /// <param name="values">The tensor.</param>
    /// <param name="step">Where in the row of histograms: an epoch or a step, 0 or more.</param>
    /// <exception cref="ValueException">The tag is empty, or the step negative.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public void WriteHistogram<T>(string tag, Tensor<T> values, long step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(tag, step);
        ArgumentNullException.ThrowIfNull(values);
        file.Write(EventRecord.Histogram(Now, step, tag, new EventHistogram(Array.ConvertAll(values.ToArray(), double.CreateTruncating))));
    }

    /// <summary>Writes what an epoch reached, once it has ended.</summary>
    public void Report(TrainingProgress value)
    {
        if (value.Completed is not { } epoch)
        {
            return;
        }

        Write("loss/training", epoch.Loss, epoch.Epoch);
        WriteIfThere("accuracy/training", epoch.Accuracy, epoch.Epoch);
        WriteIfThere("loss/validation", epoch.Validation?.Loss, epoch.Epoch);
        WriteIfThere("accuracy/validation", epoch.Validation?.Accuracy, epoch.Epoch);
        foreach (var (name, measured) in epoch.Validation?.Metrics ?? MetricValues.None)
        {
            Write("metrics/" + name, measured, epoch.Epoch);
        }

        Flush();
    }

    /// <summary>Hands everything written so far to the file.</summary>
    public void Flush() => file.Flush();

    /// <summary>Ends the file.</summary>
    public void Dispose() => file.Dispose();

    private static void Check(string tag, long step)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if (tag.Length == 0 || step < 0)
        {
            throw Errors.EventTag(tag, step);
        }
    }

    private void WriteIfThere(string tag, double? value, long step)
    {
        if (value is { } number)
        {
            Write(tag, number, step);
        }
    }

    /// <summary>Two logs that begin in the same second have files of their own.</summary>
    private static FileStream CreateNew(string path)
    {
        for (var number = 0; ; number++)
        {
            var own = string.Create(CultureInfo.InvariantCulture, $"{path}.{number}");
            if (!File.Exists(own))
            {
                return new FileStream(own, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            }
        }
    }
}
