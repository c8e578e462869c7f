using AutoGrad.Checks;

namespace AutoGrad.Oracle;

/// <summary>Numbers of one row beside those of its definition, each with the bound of its error. Of a row whose errors are small beside the whole only, each is held to the largest bound.</summary>
internal sealed class Comparisons(CheckReport report, OpRow row, double tolerance)
{
    private readonly List<(string Place, int[] Shape, int Flat, double Expected, double Actual, double Bound)> all = [];

    public void Add(string place, int[] shape, int flat, double expected, double actual, double bound) => all.Add((place, shape, flat, expected, actual, bound));

    public void Done()
    {
        var least = Definitions.IsWhole(row) ? all.Select(static one => one.Bound).DefaultIfEmpty(0).Max() : 0;
        foreach (var (place, shape, flat, expected, actual, bound) in all)
        {
            report.Near(row, place, shape, flat, expected, actual, tolerance, Math.Max(bound, least));
        }
    }
}
