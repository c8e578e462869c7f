#:project ../../src/AutoGrad/AutoGrad.csproj

// A long short-term memory foretells a chaotic series: the number of blood cells by Mackey and Glass, whose growth depends on what was 17 days ago. It reads the days one by one and says after
// each what will be 10 days later. Its number is the error on days that it never saw, as a share of the series' deviation: 1 is no better than to say the mean.
// Source: Mackey and Glass, Oscillation and chaos in physiological control systems, 1977; Hochreiter and Schmidhuber, Long short-term memory, 1997.
// Run it by: dotnet run -c Release docs/examples/lstm.cs
// With the argument -- short it makes 3 passes over the series instead of 40.
using AutoGrad;

const int Days = 3000, Delay = 17, Ahead = 10, Window = 120;

// dx/dt = 0.2 x(t - 17) / (1 + x(t - 17)^10) - 0.1 x(t), by small steps of Euler's method.
static float[] MackeyGlass()
{
    const int StepsPerDay = 20;
    var x = new double[(Days + Delay) * StepsPerDay];
    Array.Fill(x, 1.2, 0, (Delay * StepsPerDay) + 1);
    for (var t = Delay * StepsPerDay; t < x.Length - 1; t++)
    {
        var past = x[t - (Delay * StepsPerDay)];
        x[t + 1] = x[t] + (((0.2 * past / (1 + Math.Pow(past, 10))) - (0.1 * x[t])) / StepsPerDay);
    }

    return [.. Enumerable.Range(0, Days).Select(day => (float)x[(day + Delay) * StepsPerDay])];
}

// Windows of the series, [n, days, 1], each with what comes 10 days after each of its days.
static Dataset<float> Windows(Tensor<float> series, int step)
{
    var windows = series.Unfold(0, Window + Ahead, step).Unsqueeze(2);
    return new Dataset<float>(windows[.., ..Window], windows[.., Ahead..]);
}

var series = Tensor.Create(MackeyGlass());
series = (series - series.Mean()) / series.Variance().Sqrt();
var training = Windows(series[500..2000], step: 5);
var test = Windows(series[2000..], step: 20);

var random = new RandomStream(1);
var model = new Sequential<float>(new Lstm<float>(1, 32, random, batchFirst: true), new Dense<float>(32, 1, random));

// What the first days hold is not enough to tell: they only fill the memory.
static Tensor<float> Cost(Tensor<float> output, Batch<float> batch) => Loss.MeanSquaredError(output[.., (2 * Delay).., ..], batch.Targets[.., (2 * Delay).., ..]);

var epochs = args is ["short"] ? 3 : 40;
var trainer = new Trainer<float>(model, new Adam<float>(model.Parameters), Cost)
{
    Epochs = epochs,
    BatchSize = 16,
    Schedule = Schedule.Cosine(1e-2, steps: epochs * training.Count / 16),
    MaximumGradientNorm = 1,
};
trainer.Run(training, random);
Console.WriteLine($"error: {Math.Sqrt(trainer.Evaluate(test).Loss):F3}");

// prints error: 0.027 ± 0.01
// short prints error: 0.232 ± 0.05
