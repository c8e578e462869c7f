namespace AutoGrad.Tests;

/// <summary>The table that looks along while it is short and hashes when it is long: the same answers on both sides of the change, and after clearing.</summary>
public sealed class IdentityTableTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100)]
    public void Every_object_is_found_at_its_place_and_no_other_is(int count)
    {
        var table = new IdentityTable<string, int>();
        for (var round = 0; round < 3; round++)
        {
            // Equal strings, distinct objects: identity decides.
            var keys = Enumerable.Range(0, count).Select(static _ => new string('x', 3)).ToArray();
            for (var place = 0; place < count; place++)
            {
                Assert.False(table.Contains(keys[place]));
                table.Set(keys[place], place);
            }

            Assert.Equal(count, table.Count);
            for (var place = 0; place < count; place++)
            {
                Assert.Equal(place, table.PlaceOf(keys[place]));
                Assert.Same(keys[place], table.KeyAt(place));
                Assert.Equal(place, table.ValueAt(place));
            }

            Assert.Equal(-1, table.PlaceOf("xxx"));
            table.Clear();
            Assert.Equal(0, table.Count);
            Assert.All(keys, key => Assert.False(table.Contains(key)));

            // Longer, shorter, longer: what was hashed before must not come back.
            count = count > 16 && round == 0 ? 3 : count + 20;
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void A_value_is_replaced_where_it_stands(int count)
    {
        var keys = Enumerable.Range(0, count).Select(static _ => new object()).ToArray();
        var table = new IdentityTable<object, int>(count);
        foreach (var key in keys)
        {
            table.Set(key, 1);
        }

        table.Set(keys[1], 7);
        table.ValueAt(2)++;
        Assert.Equal(count, table.Count);
        Assert.Equal((1, 7, 2), (table.ValueAt(0), table.ValueAt(table.PlaceOf(keys[1])), table.ValueAt(table.PlaceOf(keys[2]))));
    }
}
