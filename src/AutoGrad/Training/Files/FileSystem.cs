using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>What saving asks of the file system: a seam at which tests let each call fail.</summary>
internal interface IFileSystem
{
    /// <summary>Makes a new file each of whose writes is on the disk, or has thrown, when it returns.</summary>
    Stream Create(string path);

    /// <summary>Puts a file in the place of another in one step.</summary>
    void Replace(string from, string to);

    /// <summary>Brings the entries of a folder to the disk.</summary>
    void SyncFolder(string folder);

    void Delete(string path);
}

/// <summary>The file system of the machine.</summary>
internal sealed class FileSystem : IFileSystem
{
    private const int InvalidArgument = 22;

    public static FileSystem Real { get; } = new();

    // Written through, not flushed at the end: on Linux, Flush(true) swallows the errors of fsync, and a full or broken disk would go unnoticed.
    public Stream Create(string path) => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 20, FileOptions.WriteThrough);

    // One rename(2), since both are in the same folder.
    public void Replace(string from, string to) => File.Move(from, to, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    /// <remarks>.NET cannot open a folder, so the system's own calls do. Without it the new name would reach the disk with the file system's next commit, some seconds later.</remarks>
    public void SyncFolder(string folder)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            return;
        }

        var descriptor = Native.Open(folder, 0);
        if (descriptor < 0)
        {
            return; // A folder may be writable and not readable; the rename has happened all the same.
        }

        var failed = Native.Sync(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Native.Close(descriptor);
        if (failed && error != InvalidArgument)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Three calls with simple arguments.")]
    private static class Native
    {
        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Sync(int descriptor);

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int descriptor);
    }
}
