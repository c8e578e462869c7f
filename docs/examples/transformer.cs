#:project ../../src/AutoGrad/AutoGrad.csproj

// A transformer learns to write like Shakespeare, letter by letter: from each letter's predecessors alone it says how likely every letter is to come next.
// Its number is how many bits a letter of a text that it never saw costs; by the letters' frequencies alone it would be 4.8.
// Source: Vaswani and others, Attention is all you need, 2017; Xiong and others, On layer normalization in the transformer architecture, 2020 (norms before the parts).
// Run it by: dotnet run -c Release docs/examples/transformer.cs
// It takes one to two minutes on two cores; with the argument -- short it makes 60 steps instead of 1,500.
using AutoGrad;

const int Context = 64, Batch = 32;
var folder = Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "data"); // Beside this file.
var text = File.ReadAllText(Path.Combine(folder, "shakespeare.txt"));
char[] alphabet = [.. text.Distinct().Order()];
var codes = text.Select(letter => Array.IndexOf(alphabet, letter)).ToArray();
var (training, test) = (codes[..^20_000], codes[^20_000..]);

var random = new RandomStream(1);
var model = new Writer(alphabet.Length, random);

// The cross-entropy of each letter, given those before it in its window.
Tensor<float> Cost(int[] source, IEnumerable<int> starts)
{
    Indices Windows(int shift) => Indices.Create([.. starts.SelectMany(start => source[(start + shift)..(start + shift + Context)])], [starts.Count(), Context]);
    return Loss.CrossEntropy(model.Forward(Windows(0)).Reshape(-1, alphabet.Length), Windows(1).Reshape(-1));
}

var steps = args is ["short"] ? 60 : 1500;
var schedule = Schedule.WarmUp(50, Schedule.Cosine(2e-3, steps));
var adam = new AdamW<float>(model.Parameters);
for (var step = 0; step < steps; step++)
{
    using var tape = new Tape<float>();
    var loss = Cost(training, [.. Enumerable.Range(0, Batch).Select(_ => random.NextInteger(training.Length - Context))]);
    var (gradients, _) = tape.Gradients(loss, last: true).ClipByGlobalNorm(1);
    adam.LearningRate = schedule.At(step);
    adam.Step(gradients);
}

// A letter is drawn with its probability by adding Gumbel's noise to the scores and taking the largest.
var written = new List<int>(codes[..Context]);
while (written.Count < (args is ["short"] ? 70 : 300))
{
    using var scope = new Scope<float>();
    var scores = model.Forward(Indices.Create([.. written[^Context..]], [1, Context]))[0, ^1];
    written.Add((scores - (-random.Uniform<float>([alphabet.Length]).Log()).Log()).ArgMax()[0]);
}

Console.WriteLine($"it writes: {string.Concat(written[Context..].Select(code => alphabet[code])).ReplaceLineEndings(" / ")}");

using (new Scope<float>())
{
    var nats = Cost(test, [.. Enumerable.Range(0, (test.Length - 1) / Context).Select(static window => window * Context)]);
    Console.WriteLine($"bits a letter: {nats.Item() / Math.Log(2):F2}");
}

internal sealed class Writer : Module<float>
{
    private const int Size = 64, Heads = 4, Layers = 3;
    private readonly Embedding<float> letters;
    private readonly PositionalEncoding<float> positions;
    private readonly TransformerEncoderLayer<float>[] layers;
    private readonly Sequential<float> scores;

    public Writer(int alphabet, RandomStream random)
    {
        letters = Add("letters", new Embedding<float>(alphabet, Size, random));
        positions = Add("positions", new PositionalEncoding<float>());
        layers = [.. Enumerable.Range(0, Layers).Select(layer => Add($"layer{layer}", new TransformerEncoderLayer<float>(Size, Heads, 4 * Size, random, normFirst: true)))];
        scores = Add("scores", new Sequential<float>(new LayerNorm<float>(Size), new Dense<float>(Size, alphabet, random)));
    }

    public Tensor<float> Forward(Indices text)
    {
        var x = positions.Forward(letters.Forward(text));
        foreach (var layer in layers)
        {
            x = layer.Forward(x, mask: null, isCausal: true);
        }

        return scores.Forward(x);
    }
}

// prints it writes: ...
// prints bits a letter: 2.49 ± 0.05
// short prints it writes: ...
// short prints bits a letter: 3.79 ± 0.15
