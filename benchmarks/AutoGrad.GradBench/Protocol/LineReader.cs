namespace AutoGrad.GradBench;

/// <summary>Reads lines of bytes from a stream through one buffer that grows to the longest line.</summary>
internal sealed class LineReader(Stream stream)
{
    private byte[] buffer = new byte[1 << 20];
    private int start;
    private int end;

    /// <summary>The next line without its end, valid until the next call; false at the end of the stream.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var searched = start;
        while (true)
        {
            var length = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = buffer.AsSpan(start, searched + length - start);
                start = searched + length + 1;
                return true;
            }

            var unread = end - start;
            if (!Fill())
            {
                line = buffer.AsSpan(start, unread);
                start = end;
                return unread > 0;
            }

            searched = start + unread;
        }
    }

    /// <summary>Brings more bytes behind the unread ones, which move to the front of a buffer that is full, and to a larger one where they fill it.</summary>
    private bool Fill()
    {
        if (end == buffer.Length)
        {
            var unread = buffer.AsSpan(start, end - start);
            var target = unread.Length > buffer.Length / 2 ? new byte[2 * buffer.Length] : buffer;
            unread.CopyTo(target);
            (buffer, start, end) = (target, 0, unread.Length);
        }

        var count = stream.Read(buffer, end, buffer.Length - end);
        end += count;
        return count > 0;
    }
}
