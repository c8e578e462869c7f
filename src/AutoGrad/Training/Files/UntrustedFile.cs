namespace AutoGrad;

/// <summary>Opens files for readers that know only what the file really holds.</summary>
internal static class UntrustedFile
{
    /// <summary>Opens a regular file; devices and pipes, which have no length, are refused.</summary>
    public static FileStream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        if (file.CanSeek)
        {
            return file;
        }

        file.Dispose();
        throw DataFormatException.InFile(Path.GetFileName(path), "it is a device or a pipe, which has no length. Give a file.");
    }

    /// <summary>Throws unless a stream can be gone through several times.</summary>
    public static void CheckSeeks(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek)
        {
            throw new ArgumentException("The stream cannot seek, but its bytes are gone through several times. Copy it into a MemoryStream or a file first.", nameof(stream));
        }
    }
}
