using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Xml.Linq;

namespace AutoGrad;

public sealed class DemoTests : IDisposable
{
    private readonly DemoProcess demo = new();

    public void Dispose() => demo.Dispose();

    [Fact]
    public void Without_arguments_it_learns_the_digits_checks_its_gradients_and_draws_how_it_learned()
    {
        var run = demo.Run();
        Assert.Equal(("", 0), (run.Errors, run.ExitCode));
        Assert.Equal("data: digits, 1,437 examples to learn from, 360 to test with", run.Lines[0]);
        Assert.Matches(@"^gradient check passed: \d{3,} derivatives, largest relative error \d\.\de-\d+", run.Line("gradient check"));
        Assert.True(Accuracy(run) >= 97, run.LastLine);

        var curve = XDocument.Load(demo.PathOf("out/loss.svg"));
        Assert.Equal("svg", curve.Root!.Name.LocalName);
        var graph = File.ReadAllText(demo.PathOf("out/graph.md"));
        Assert.Contains("```mermaid\nflowchart TD\n", graph, StringComparison.Ordinal);
        Assert.Contains("0.weight [64, 256]", graph, StringComparison.Ordinal);
        Assert.Contains("SoftmaxCrossEntropy", graph, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_runs_with_one_seed_give_the_same_weights_bit_for_bit_and_another_seed_others()
    {
        var first = demo.Run("--epochs", "2").Line("weights: sha256 ");
        Assert.Matches("^weights: sha256 [0-9a-f]{64}$", first);
        Assert.Equal(first, demo.Run("--epochs", "2").Line("weights: sha256 "));
        Assert.NotEqual(first, demo.Run("--epochs", "2", "--seed", "2").Line("weights: sha256 "));
    }

    [Fact]
    public void Iris_is_learned_with_layers_and_a_folder_of_ones_choice()
    {
        var run = demo.Run("--data", "iris", "--hidden", "12,8", "--optimizer", "rmsprop", "--batch", "16", "--out", "here/it is");
        Assert.Equal(("", 0), (run.Errors, run.ExitCode));
        Assert.StartsWith("model: 4-12-8-3 with relu, 191 weights", run.Line("model: "), StringComparison.Ordinal);
        Assert.Contains("gradient check passed", run.Output, StringComparison.Ordinal);
        Assert.Contains("versicolor", run.Output, StringComparison.Ordinal);
        Assert.True(Accuracy(run) >= 80, run.LastLine);
        Assert.True(File.Exists(demo.PathOf("here/it is/loss.svg")));
    }

    [Fact]
    public void Mnist_is_read_from_plain_and_compressed_files()
    {
        WriteMnist(count: 40);
        var run = demo.Run("--data", "mnist", "--images", "images.idx", "--labels", "labels.idx.gz", "--epochs", "2", "--hidden", "8");
        Assert.Equal(("", 0), (run.Errors, run.ExitCode));
        Assert.Equal("data: mnist, 32 examples to learn from, 8 to test with", run.Lines[0]);
        Accuracy(run);
    }

    [Fact]
    public void A_file_that_was_cut_off_is_refused_by_name_and_offset()
    {
        WriteMnist(count: 40);
        File.WriteAllBytes(demo.PathOf("cut.idx"), File.ReadAllBytes(demo.PathOf("images.idx"))[..100]);
        var refusal = demo.Run("--data", "mnist", "--images", "cut.idx", "--labels", "labels.idx.gz").Refusal();
        Assert.StartsWith("error: cut.idx, byte 100: the file ends after 100 bytes", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_missing_or_swapped_are_refused_by_name()
    {
        WriteMnist(count: 40);
        Assert.Contains("nowhere.idx", demo.Run("--data", "mnist", "--images", "nowhere.idx", "--labels", "labels.idx.gz").Refusal(), StringComparison.Ordinal);
        Assert.Contains("swapped", demo.Run("--data", "mnist", "--images", "labels.idx.gz", "--labels", "images.idx").Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_option_is_refused_in_one_line()
    {
        var run = demo.Run("--epochs", "none");
        Assert.Contains("--epochs 'none': give a whole number", run.Refusal(), StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_before_training()
    {
        File.WriteAllText(demo.PathOf("taken"), "a file");
        var run = demo.Run("--out", "taken");
        Assert.Contains("taken", run.Refusal(), StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Theory]
    [InlineData("2")] // the second step meets the ruined weights
    [InlineData("1")] // nothing but the test meets them
    public void A_learning_rate_that_ruins_the_weights_is_refused(string epochs) =>
        Assert.Contains("learning", demo.Run("--learning-rate", "1e30", "--epochs", epochs, "--batch", "2000").Refusal(), StringComparison.Ordinal);

    [Fact]
    public void Being_asked_to_stop_keeps_what_was_learned()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // no process can send another one the signal there
        }

        var run = demo.RunUntil("epoch ", "--epochs", "1000000");
        Assert.Equal(("", 130), (run.Errors, run.ExitCode));
        Assert.StartsWith("interrupted, keeping what was learned: ", run.Line("interrupted"), StringComparison.Ordinal);
        Assert.Contains("gradient check passed", run.Output, StringComparison.Ordinal);
        Assert.True(Accuracy(run) > 50, run.LastLine);
        Assert.True(File.Exists(demo.PathOf("out/loss.svg")));
    }

    private static double Accuracy(DemoProcess.Outcome run)
    {
        Assert.Matches(@"^test accuracy: \d{1,3}\.\d %$", run.LastLine);
        return double.Parse(run.LastLine["test accuracy: ".Length..^2], CultureInfo.InvariantCulture);
    }

    /// <summary>Images of 4 x 4 pixels, as bright as their label says: images.idx plain, labels.idx.gz compressed.</summary>
    private void WriteMnist(int count)
    {
        var labels = Enumerable.Range(0, count).Select(static place => (byte)(place % 4)).ToArray();
        File.WriteAllBytes(demo.PathOf("images.idx"), [.. Header(count, 4, 4), .. labels.SelectMany(static label => Enumerable.Repeat((byte)(60 * label), 16))]);
        using var file = File.Create(demo.PathOf("labels.idx.gz"));
        using var zip = new GZipStream(file, CompressionLevel.Fastest);
        zip.Write([.. Header(count), .. labels]);
    }

    private static byte[] Header(params int[] sizes)
    {
        var bytes = new byte[4 + (4 * sizes.Length)];
        (bytes[2], bytes[3]) = (0x08, (byte)sizes.Length);
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * axis)), sizes[axis]);
        }

        return bytes;
    }
}
