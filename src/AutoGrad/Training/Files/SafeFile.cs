using System.Globalization;

namespace AutoGrad;

/// <summary>Saves a file such that a crash at any moment leaves the old or the new one, whole.</summary>
/// <remarks>
/// The bytes go to a file of another name in the same folder and to the disk; then one rename puts it in its place; then the folder's entry goes to the disk.
/// Source: T. S. Pillai et al., All file systems are not created equal, OSDI 2014, for why in this order.
/// </remarks>
internal static class SafeFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Where to; what is there is replaced.</param>
    /// <param name="write">Writes the bytes. What it throws of its own is passed on.</param>
    /// <param name="system">The file system; null: the machine's.</param>
    /// <exception cref="FileSaveException">The file system refused a step.</exception>
    public static void Save(string path, Action<Stream> write, IFileSystem? system = null)
    {
        system ??= FileSystem.Real;
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full);
        if (folder is null || Directory.Exists(full))
        {
            throw FileSaveException.At(path, "writing", isReplaced: false, new IOException("there is a folder of that name"));
        }

        var temporary = string.Create(CultureInfo.InvariantCulture, $"{full}.{Environment.ProcessId}.{Random.Shared.NextInt64():x16}.tmp");
        var step = "creating a file beside it";
        try
        {
            using (var stream = system.Create(temporary))
            {
                step = "writing";
                write(stream);
                stream.Flush();
                step = "closing the file beside it";
                system.Close(stream);
            }

            step = "putting it in its place";
            system.Replace(temporary, full);
        }
        catch (Exception cause)
        {
            TryDelete(system, temporary);
            if (cause is IOException or UnauthorizedAccessException)
            {
                throw FileSaveException.At(path, step, isReplaced: false, cause);
            }

            throw;
        }

        try
        {
            system.SyncFolder(folder);
        }
        catch (IOException cause)
        {
            throw FileSaveException.At(path, "bringing the folder to the disk", isReplaced: true, cause);
        }
    }

    /// <summary>Whether a name is that of a file which a crash left unfinished: name.process.random.tmp.</summary>
    public static bool IsTemporary(string name) => name.Split('.') is [.., var process, { Length: 16 }, "tmp"] && process.All(char.IsAsciiDigit);

    private static void TryDelete(IFileSystem system, string path)
    {
        try
        {
            system.Delete(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // The error that led here is the one to report; a file that is left over has a name of its own and hurts nobody.
        }
    }
}
