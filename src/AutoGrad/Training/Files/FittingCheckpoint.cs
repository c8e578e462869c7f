using System.Numerics;

namespace AutoGrad;

/// <summary>A checkpoint that was read and fits a run: all that can be refused has been checked, and nothing was written yet.</summary>
/// <remarks>Between the two, a loop that knows more (its place in the data) can refuse the file too, and still nothing is half loaded.</remarks>
internal sealed class FittingCheckpoint<T>(string file, IReadOnlyDictionary<string, string> values, Action<IReadOnlyCollection<RandomStream>> write)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The file's name.</summary>
    public string File => file;

    /// <summary>The texts of the loop.</summary>
    public IReadOnlyDictionary<string, string> Values => values;

    /// <summary>Gives the run what the file holds, which cannot fail: no memory is asked for.</summary>
    /// <param name="placed">Random streams that stand already where they must.</param>
    public void Write(params IReadOnlyCollection<RandomStream> placed) => write(placed);
}
