using AutoGrad.House;
using AutoGrad.Instrumented;
using Xunit.Abstractions;

namespace AutoGrad.Guarded;

/// <summary>Matrix products stay inside their operands and inside what they pack them into; see <see cref="GuardedProducts"/>.</summary>
[Collection(nameof(SourceModel))]
public class GuardedGemmTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Products_stay_inside_their_memory_and_equal_the_definition(bool inFloat)
    {
        if (!OperatingSystem.IsLinux())
        {
            output.WriteLine("Guard pages are made by mmap: nothing was compared here.");
            return;
        }

        var products = InstrumentedLibrary.Instance.OfTests<Func<bool, bool, int>>(typeof(GuardedProducts), nameof(GuardedProducts.Run));
        var guard = InstrumentedLibrary.Instance.OfLibrary<Action<bool, bool>>(typeof(GuardedMemory), nameof(GuardedMemory.Switch));
        var unguarded = InstrumentedLibrary.Instance.OfLibrary<Func<int>>(typeof(GuardedMemory), nameof(GuardedMemory.Unguarded));
        var (count, before) = (0, unguarded());
        foreach (var atStart in (bool[])[false, true])
        {
            guard(true, atStart);
            count += products(inFloat, atStart);
            guard(false, false);
        }

        output.WriteLine($"compared {count} products");
        Assert.Equal(before, unguarded());
    }
}
