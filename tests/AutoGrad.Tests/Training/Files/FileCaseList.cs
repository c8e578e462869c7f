using System.Reflection;

namespace AutoGrad;

/// <summary>Says which malformed files of the catalogue a test covers.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FileCasesAttribute(params string[] numbers) : Attribute
{
    public IReadOnlyList<string> Numbers { get; } = numbers;
}

/// <summary>
/// The catalogue of malformed files by number: S safetensors, N .npy, Z .npz, I IDX, C comma-separated values, K checkpoints of a run, O ONNX. Each is covered by the theory of <see cref="MalformedFilesTests"/>,
/// which has it as a file, or by a test that marks it; or there is a reason why not. Numbers that are left out were duplicates.
/// </summary>
internal static class FileCaseList
{
    private static readonly (char Format, int Last, int[] LeftOut)[] catalogue =
    [
        ('S', 68, [11, 17, 22, 41, 45, 53, 62]),
        ('N', 40, [13, 23, 25, 38]),
        ('Z', 20, [9, 11]),
        ('I', 14, [10, 13]),
        ('C', 7, []),
        ('K', 10, []),
        ('O', 19, []),
    ];

    /// <summary>Every number of the catalogue.</summary>
    public static IEnumerable<string> All =>
        catalogue.SelectMany(static format => Enumerable.Range(1, format.Last).Except(format.LeftOut).Select(number => $"{format.Format}{number}"));

    /// <summary>Cases that do not apply.</summary>
    public static IReadOnlyDictionary<string, string> NotHere { get; } = new Dictionary<string, string>
    {
        ["S64"] = "A warning, and nothing here warns: a long header of a large file is read, within the limit of 100,000,000 bytes (S6).",
        ["S67"] = "Files in shards and their index are not read.",
        ["S68"] = "Files in shards and their index are not read.",
    }.Concat(Enumerable.Range(1, 19).Select(static number => KeyValuePair.Create($"O{number}", "ONNX is not read."))).ToDictionary();

    /// <summary>The tests of each case that some test covers.</summary>
    public static ILookup<string, string> Covered() =>
        typeof(FileCaseList).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods())
            .Select(static method => (Method: method, Cases: method.GetCustomAttribute<FileCasesAttribute>()))
            .Where(static test => test.Cases is not null)
            .SelectMany(static test => test.Cases!.Numbers.Select(number => (Number: number, Test: $"{test.Method.DeclaringType!.Name}.{test.Method.Name}")))
            .Concat(MalformedFilesTests.Cases.Select(static name => (Number: name.Split(' ')[0], Test: $"{nameof(MalformedFilesTests)} '{name}'")))
            .ToLookup(static entry => entry.Number, static entry => entry.Test);
}
