using System.Globalization;
using System.Numerics;

namespace AutoGrad;

/// <summary>A folder with the last checkpoints of a run, one file each, named by the step: what a <see cref="Trainer{T}"/> saves to and goes on from.</summary>
/// <remarks>
/// A crash at any moment leaves all finished files whole; what it left unfinished is swept away by the next save. Going on takes the newest file whose checksum is right.
/// One run at a time: a file named lock is held while the run saves.
/// </remarks>
public sealed class CheckpointFolder
{
    private const string Prefix = "step-";
    private const string Suffix = ".checkpoint";

    private readonly IFileSystem? system;
    private readonly List<DataFormatException> skipped = [];

    /// <summary>The checkpoints in a folder, which is made by the first save.</summary>
    public CheckpointFolder(string path)
        : this(path, null)
    {
    }

    internal CheckpointFolder(string path, IFileSystem? system)
    {
        ArgumentNullException.ThrowIfNull(path);
        (Path, this.system) = (path, system);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>How many files are kept: the newest ones.</summary>
    public int Keep { get; init => field = value > 0 ? value : throw Errors.TrainingSetting("CheckpointFolder", nameof(Keep), value, "It must be 1 or more."); } = 3;

    /// <summary>After how many steps a trainer saves, besides each epoch's end; 0 (the default): only there.</summary>
    public int EverySteps { get; init => field = value >= 0 ? value : throw Errors.TrainingSetting("CheckpointFolder", nameof(EverySteps), value, "It must be 0 or more."); }

    /// <summary>The files, newest first.</summary>
    public IReadOnlyList<string> Files =>
        Directory.Exists(Path)
            ? [.. Directory.EnumerateFiles(Path, $"{Prefix}*{Suffix}").Select(static file => (File: file, Step: StepOf(file))).Where(static entry => entry.Step is not null).OrderByDescending(static entry => entry.Step).Select(static entry => entry.File)]
            : [];

    /// <summary>Why files were passed over when the run went on: damaged ones, newer than the one that was taken.</summary>
    public IReadOnlyList<DataFormatException> Skipped => skipped;

    /// <summary>Saves a checkpoint as the newest, then deletes the oldest beyond those to keep.</summary>
    /// <exception cref="FileSaveException">The file system refused; the older files are as they were.</exception>
    public void Save<T>(Checkpoint<T> checkpoint, long step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        using var mine = Lock();
        var path = System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D12}{Suffix}"));
        checkpoint.Step = step;
        try
        {
            checkpoint.Save(path, system);
        }
        finally
        {
            checkpoint.Step = null;
        }

        // Steps beyond the one just saved are of a run that this one went back behind, or damaged.
        var older = Files.Where(file => StepOf(file) <= step).Skip(Keep);
        foreach (var file in Files.Where(file => StepOf(file) > step).Concat(older).Concat(Directory.EnumerateFiles(Path).Where(SafeFile.IsTemporary)))
        {
            try
            {
                (system ?? FileSystem.Real).Delete(file);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw FileSaveException.At(file, "deleting an old file", isReplaced: true, fault);
            }
        }
    }

    /// <summary>Goes back to the newest checkpoint that is whole; returns its step, or null where the folder has none.</summary>
    /// <exception cref="DataFormatException">All files are damaged; or one is of a newer version of the format.</exception>
    /// <exception cref="ParameterException">The newest whole file is of another model, optimizer or set of random streams.</exception>
    public long? LoadNewest<T>(Checkpoint<T> checkpoint)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (OpenNewest(checkpoint) is not var (step, fitting))
        {
            return null;
        }

        fitting.Write();
        return step;
    }

    /// <summary>The newest checkpoint that is whole, checked but not loaded yet, and its step; null where the folder has none.</summary>
    internal (long Step, FittingCheckpoint<T> Checkpoint)? OpenNewest<T>(Checkpoint<T> checkpoint)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        skipped.Clear();
        foreach (var file in Files)
        {
            var step = StepOf(file)!.Value;
            checkpoint.Step = step;
            try
            {
                return (step, checkpoint.Open(file));
            }
            catch (DataFormatException fault) when (fault.Code != "AG686")
            {
                skipped.Add(fault);
            }
            finally
            {
                checkpoint.Step = null;
            }
        }

        return skipped.Count == 0 ? null : throw skipped[0];
    }

    private static long? StepOf(string file)
    {
        var name = System.IO.Path.GetFileName(file);
        return long.TryParse(name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : null;
    }

    private FileStream Lock()
    {
        var path = System.IO.Path.Combine(Path, "lock");
        try
        {
            Directory.CreateDirectory(Path);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FileSaveException.At(path, "locking the folder, which another run may be saving to,", isReplaced: false, fault);
        }
    }
}
