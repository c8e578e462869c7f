using AutoGrad.House;

namespace AutoGrad.Tests;

/// <summary>A reviewed text beside a test. Set AUTOGRAD_UPDATE_GOLDENS=1 to write it anew, and read the difference as a user would.</summary>
/// <param name="path">The file, from the root of the repository.</param>
internal sealed class GoldenText(string path)
{
    /// <summary>Compares part by part, so that a failure shows the parts that changed, before and now.</summary>
    /// <param name="actual">What the code gives, with line feeds.</param>
    /// <param name="separator">What stands between parts.</param>
    public void Check(string actual, string separator)
    {
        var file = Path.Combine(SourceModel.Root, path);
        if (Environment.GetEnvironmentVariable("AUTOGRAD_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(file, actual);
        }

        var expected = File.ReadAllText(file).ReplaceLineEndings("\n").Split(separator);
        var given = actual.Split(separator);
        var failures = given.Except(expected).Select(static part => $"now:      {part}").Concat(expected.Except(given).Select(static part => $"reviewed: {part}")).ToArray();
        Assert.True(failures.Length == 0, $"{path}: {failures.Length} parts differ. AUTOGRAD_UPDATE_GOLDENS=1 writes it anew.{Environment.NewLine}{string.Join(Environment.NewLine, failures.Take(40))}");
        Assert.Equal(expected, given);
    }
}
