namespace AutoGrad;

/// <summary>A file could not be saved. Says at which step, and which file is whole at the path now: the old one, or the new one.</summary>
public sealed class FileSaveException : IOException
{
    /// <summary>An exception that says only that something was wrong.</summary>
    public FileSaveException()
        : base("The file could not be saved.")
    {
    }

    /// <summary>An exception with a message.</summary>
    public FileSaveException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public FileSaveException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The stable code of the error, which docs/errors.md explains; null for an exception made by hand.</summary>
    public string? Code { get; private init; }

    /// <summary>The path that was to be written.</summary>
    public string? Path { get; private init; }

    /// <summary>Whether the new file is in its place, whole, and only its endurance beyond a power cut is in doubt; else the old one is there as before.</summary>
    public bool IsReplaced { get; private init; }

    internal static FileSaveException At(string path, string step, bool isReplaced, Exception cause) =>
        new(
            $"{System.IO.Path.GetFileName(path)}: {step} failed ({cause.Message}). {(isReplaced ? "The new file is in its place, whole, but may not outlast a power cut" : "What was there before is unchanged")}. Look at the space and the permissions of its folder, and save again. [AG683]",
            cause)
        {
            Code = "AG683",
            Path = path,
            IsReplaced = isReplaced,
        };
}
