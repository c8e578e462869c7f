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
        var count = ((bool[])[false, true]).Sum(atStart => OnGuardedMemory.Run(atStart, () => products(inFloat, atStart)));
        output.WriteLine($"compared {count} products");
    }
}
