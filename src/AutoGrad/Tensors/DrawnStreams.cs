namespace AutoGrad;

/// <summary>The random streams that were drawn from on a thread, each with where it stood before the first draw.</summary>
/// <param name="outer">Who is told as well.</param>
internal sealed class DrawnStreams(DrawnStreams? outer)
{
    private readonly Dictionary<RandomStream, (ulong Position, ulong Splits)> starts = new(ReferenceEqualityComparer.Instance);

    public IEnumerable<RandomStream> Streams => starts.Keys;

    /// <summary>A stream is about to be drawn from, or split.</summary>
    public void Add(RandomStream stream)
    {
        starts.TryAdd(stream, (stream.Position, stream.Splits));
        outer?.Add(stream);
    }

    /// <summary>Puts every stream back to where it stood, and returns where it was now.</summary>
    public DrawnStreams Rewind()
    {
        var now = new DrawnStreams(null);
        foreach (var (stream, (position, splits)) in starts)
        {
            now.Add(stream);
            (stream.Position, stream.Splits) = (position, splits);
        }

        return now;
    }
}
