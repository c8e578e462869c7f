namespace AutoGrad;

/// <summary>The real file system with one call that fails, as a full disk would, or after which nothing happens any more, as after SIGKILL.</summary>
/// <param name="failing">Which call fails, from 1; 0: none.</param>
/// <param name="isKill">Whether the process dies there.</param>
internal sealed class FaultyFileSystem(int failing, bool isKill = false) : IFileSystem
{
    /// <summary>The calls so far, by name.</summary>
    public List<string> Calls { get; } = [];

    private bool IsDead => isKill && failing > 0 && Calls.Count >= failing;

    public Stream Create(string path)
    {
        Call("create");
        return new FaultyStream(this, FileSystem.Real.Create(path));
    }

    public void Close(Stream file)
    {
        Call("close");
        FileSystem.Real.Close(file);
    }

    public void Replace(string from, string to)
    {
        Call("rename");
        FileSystem.Real.Replace(from, to);
    }

    public void SyncFolder(string folder)
    {
        Call("sync");
        FileSystem.Real.SyncFolder(folder);
    }

    public void Delete(string path)
    {
        Call("delete");
        FileSystem.Real.Delete(path);
    }

    private void Call(string name)
    {
        if (IsDead)
        {
            throw new KilledException();
        }

        Calls.Add(name);
        if (Calls.Count == failing)
        {
            throw isKill ? new KilledException() : new IOException("No space left on device");
        }
    }

    /// <summary>A write gets half way before it fails.</summary>
    private sealed class FaultyStream(FaultyFileSystem system, Stream file) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position
        {
            get => file.Position;
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!system.IsDead)
            {
                file.Write(buffer[..(buffer.Length / 2)]);
            }

            system.Call("write");
            file.Write(buffer[(buffer.Length / 2)..]);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
            system.Call("flush");
            file.Flush();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            file.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>Stands for the end of the process.</summary>
internal sealed class KilledException : Exception;
