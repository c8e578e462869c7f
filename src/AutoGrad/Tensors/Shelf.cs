using System.Numerics;

namespace AutoGrad;

/// <summary>The buffers of one size: each has a place, and the lowest place that is not lent is lent first.</summary>
/// <remarks>
/// So the same step gets the same buffers whatever order they came back in, and what has not been lent for long stands at the upper end, where it can be let go.
/// </remarks>
internal sealed class Shelf<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int PlacesPerWord = 64;

    private Storage<T>?[] places = new Storage<T>?[8];

    // One bit for each place: set where nothing is lent, be it idle or empty.
    private ulong[] free = [ulong.MaxValue];

    // No bit is set in the words before this one.
    private int firstWord;

    // How many places were in use at once in this period.
    private int most;

    /// <summary>The place that is lent next.</summary>
    public int Next()
    {
        while (free[firstWord] == 0)
        {
            if (++firstWord == free.Length)
            {
                Array.Resize(ref free, 2 * firstWord);
                Array.Fill(free, ulong.MaxValue, firstWord, firstWord);
            }
        }

        var place = (firstWord * PlacesPerWord) + BitOperations.TrailingZeroCount(free[firstWord]);
        if (place >= places.Length)
        {
            Array.Resize(ref places, 2 * places.Length);
        }

        return place;
    }

    /// <summary>The idle buffer at a place, or null.</summary>
    public Storage<T>? At(int place) => places[place];

    /// <summary>Gives an empty place a buffer.</summary>
    public void Put(int place, Storage<T> storage) => places[place] = storage;

    /// <summary>Marks the buffer at a place as lent.</summary>
    public void Lend(int place)
    {
        free[place / PlacesPerWord] &= ~(1UL << place);
        most = Math.Max(most, place + 1);
    }

    /// <summary>Takes a buffer back into its place, to be idle there; or, when it leaves for good, empties the place.</summary>
    public void TakeBack(int place, bool leaves)
    {
        if (leaves)
        {
            places[place] = null;
        }

        free[place / PlacesPerWord] |= 1UL << place;
        firstWord = Math.Min(firstWord, place / PlacesPerWord);
    }

    /// <summary>Ends a period, and lets go of the idle buffers that were not lent in it; of all idle ones when <paramref name="everything"/>.</summary>
    /// <returns>How many elements they hold.</returns>
    public long Trim(bool everything)
    {
        var needed = everything ? 0 : most;
        most = 0;
        var elements = 0L;
        for (var place = places.Length - 1; place >= needed; place--)
        {
            var isFree = (free[place / PlacesPerWord] & (1UL << place)) != 0;
            if (!isFree)
            {
                most = Math.Max(most, place + 1);
            }
            else if (places[place] is { } storage)
            {
                elements += storage.Capacity;
                places[place] = null;
            }
        }

        return elements;
    }
}
