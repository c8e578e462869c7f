namespace AutoGrad;

/// <summary>A file system that remembers what was last written, for saving so often that a disk would be too slow.</summary>
internal sealed class MemoryFileSystem : IFileSystem
{
    private MemoryStream? file;

    /// <summary>The bytes of the last file.</summary>
    public byte[] Written => file!.ToArray();

    public Stream Create(string path)
    {
        var made = new MemoryStream();
        file = made;
        return made;
    }

    public void Close(Stream file)
    {
    }

    public void Replace(string from, string to)
    {
    }

    public void SyncFolder(string folder)
    {
    }

    public void Delete(string path)
    {
    }
}
