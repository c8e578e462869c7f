namespace AutoGrad;

/// <summary>Gives its beginning and then one byte for ever, as a hostile file may seem to.</summary>
internal sealed class EndlessStream(byte value, params byte[] beginning) : Stream
{
    private int given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var first = int.Min(count, beginning.Length - given);
        beginning.AsSpan(given, first).CopyTo(buffer.AsSpan(offset));
        buffer.AsSpan(offset + first, count - first).Fill(value);
        given += first;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
