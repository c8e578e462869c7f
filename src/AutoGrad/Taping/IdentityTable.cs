namespace AutoGrad;

/// <summary>A list of objects, each with a value, that finds an object by identity: by looking along while the list is short, by hash when it is long.</summary>
/// <remarks>A model of a few layers has a dozen parameters: looking along those takes less time than hashing one of them.</remarks>
internal sealed class IdentityTable<TKey, TValue>(int capacity = 0)
    where TKey : class
{
    private const int Short = 16;

    private (TKey Key, TValue Value)[] entries = capacity > 0 ? new (TKey, TValue)[capacity] : [];
    private Dictionary<TKey, int>? places;

    public int Count { get; private set; }

    public TKey KeyAt(int place) => entries[place].Key;

    public ref TValue ValueAt(int place) => ref entries[place].Value;

    /// <summary>Where an object stands in the list, or -1.</summary>
    public int PlaceOf(TKey key)
    {
        if (Count > Short)
        {
            return Hashed().GetValueOrDefault(key, -1);
        }

        for (var place = 0; place < Count; place++)
        {
            if (ReferenceEquals(entries[place].Key, key))
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>The same, looking first at a place where the object is likely to stand.</summary>
    public int PlaceOf(TKey key, int likely) => (uint)likely < (uint)Count && ReferenceEquals(entries[likely].Key, key) ? likely : PlaceOf(key);

    public bool Contains(TKey key) => PlaceOf(key) >= 0;

    /// <summary>Gives an object, which need not be in the list yet, its value.</summary>
    public void Set(TKey key, TValue value)
    {
        if (PlaceOf(key) is >= 0 and var place)
        {
            entries[place].Value = value;
        }
        else
        {
            Add(key, value);
        }
    }

    /// <summary>Gives an object that is not yet in the list its value.</summary>
    public void Add(TKey key, TValue value) => Add(key) = value;

    /// <summary>Adds an object that is not yet in the list; its value is still to be given.</summary>
    public ref TValue Add(TKey key)
    {
        if (Count == entries.Length)
        {
            Array.Resize(ref entries, Math.Max(2 * Count, 4));
        }

        ref var entry = ref entries[Count++];
        entry.Key = key;
        return ref entry.Value;
    }

    public void Clear()
    {
        if (Count > 0)
        {
            Array.Clear(entries, 0, Count);
            places?.Clear();
            Count = 0;
        }
    }

    /// <summary>The places by hash, those added since the last question too: who knows the places never asks.</summary>
    private Dictionary<TKey, int> Hashed()
    {
        places ??= new(ReferenceEqualityComparer.Instance);
        for (var place = places.Count; place < Count; place++)
        {
            places.Add(entries[place].Key, place);
        }

        return places;
    }
}
