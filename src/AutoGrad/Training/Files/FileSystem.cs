using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>What saving asks of the file system: a seam at which tests let each call fail.</summary>
internal interface IFileSystem
{
    /// <summary>Makes a new file each of whose writes is on the disk, or has thrown, when it returns.</summary>
    Stream Create(string path);

    /// <summary>Closes a file that <see cref="Create"/> made, and throws where the system reports that something was lost; Dispose would not tell.</summary>
    void Close(Stream file);

    /// <summary>Puts a file in the place of another in one step.</summary>
    void Replace(string from, string to);

    /// <summary>Brings the entries of a folder to the disk.</summary>
    void SyncFolder(string folder);

    void Delete(string path);
}

/// <summary>The file system of the machine.</summary>
internal sealed class FileSystem : IFileSystem
{
    // The numbers of Linux and macOS.
    private const int Interrupted = 4;
    private const int PermissionDenied = 13;
    private const int InvalidArgument = 22;

    public static FileSystem Real { get; } = new();

    private static bool HasNative => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    // Written through, not flushed at the end: on Linux, Flush(true) swallows the errors of fsync, and a full or broken disk would go unnoticed.
    public Stream Create(string path) => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 20, FileOptions.WriteThrough);

    /// <remarks>.NET overlooks what close(2) answers, and network file systems report lost writes only there. Interrupted, the file is closed all the same.</remarks>
    public void Close(Stream file)
    {
        if (!HasNative || file is not FileStream { SafeFileHandle: var handle })
        {
            file.Dispose();
            return;
        }

        var descriptor = (int)handle.DangerousGetHandle();
        handle.SetHandleAsInvalid(); // It is no longer the handle's to close.
        file.Dispose();
        Check(Native.Close(descriptor), Interrupted);
    }

    // One rename(2), since both are in the same folder.
    public void Replace(string from, string to) => File.Move(from, to, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    /// <remarks>.NET cannot open a folder, so the system's own calls do. Without it the new name would reach the disk with the file system's next commit, some seconds later.</remarks>
    public void SyncFolder(string folder)
    {
        if (!HasNative)
        {
            return;
        }

        var descriptor = Native.Open(folder, 0);
        if (descriptor < 0)
        {
            Check(descriptor, PermissionDenied); // A folder may be writable and not readable; the rename has happened all the same.
            return;
        }

        try
        {
            Check(Native.Sync(descriptor), InvalidArgument); // Some file systems cannot bring folders to the disk.
        }
        finally
        {
            Check(Native.Close(descriptor), Interrupted);
        }
    }

    /// <summary>Throws what the last call says it failed by, unless that does not matter.</summary>
    private static void Check(int result, int harmless)
    {
        var error = Marshal.GetLastPInvokeError();
        if (result < 0 && error != harmless)
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
