using System.Numerics;

namespace AutoGrad;

/// <summary>A running average of a model's weights: often better than the last ones, and no more work than one pass over them.</summary>
/// <remarks>
/// <code>
/// var average = new WeightAverage&lt;float&gt;(model.Parameters) { Decay = 0.999 };
/// adam.Step(gradients);
/// average.Update();
/// average.Swap();   // evaluate with the averages ...
/// average.Swap();   // ... and train on with the weights
/// </code>
/// Formula: a += (1 - decay) (p - a), the first time a = p; without a decay the mean of all updates, a += (p - a) / n.
/// Source: Polyak and Juditsky, SIAM Journal on Control and Optimization 30 (1992); the mean: Izmailov, Podoprikhin, Garipov, Vetrov and Wilson, Averaging weights
/// leads to wider optima and better generalization, UAI 2018.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class WeightAverage<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly OptimizerState<T>[] states;

    /// <summary>Makes an average of some parameters, which are its first values.</summary>
    /// <exception cref="ValueException">There are no parameters.</exception>
    public WeightAverage(ParameterList<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters.Count > 0 ? parameters : throw Errors.NoParameters("WeightAverage");
        states = [.. parameters.Select(static parameter => new OptimizerState<T>(parameter.Shape, 1, 0))];
        for (var index = 0; index < states.Length; index++)
        {
            states[index].Assign(0, parameters[index]);
        }
    }

    /// <summary>Whose weights are averaged.</summary>
    public ParameterList<T> Parameters { get; }

    /// <summary>How much of the average is kept at each update; null (the default) for the mean of all updates.</summary>
    /// <exception cref="ValueException">The value is not between 0 and 1.</exception>
    public double? Decay
    {
        get;
        init => field = value is null or (>= 0 and < 1) ? value : throw Errors.Setting("WeightAverage", nameof(Decay), value.Value, "It must be at least 0 and less than 1, or null.");
    }

    /// <summary>How many updates there were.</summary>
    public long Updates => states[0].Steps;

    /// <summary>The average of the parameter at a place of <see cref="Parameters"/>.</summary>
    public Tensor<T> this[int index] => (uint)index < (uint)states.Length ? states[index][0] : throw Errors.NoSuchPlace("WeightAverage", index, states.Length);

    /// <summary>What is remembered about each parameter, for checkpoints.</summary>
    internal IReadOnlyList<OptimizerState<T>> States => states;

    /// <summary>Takes the weights as they are into the average.</summary>
    public void Update()
    {
        using var scope = new Scope<T>();
        for (var index = 0; index < states.Length; index++)
        {
            var state = states[index];
            state.Steps++;
            var share = state.Steps == 1 ? 1 : 1 - (Decay ?? (1 - (1.0 / state.Steps)));
            state.Assign(0, share == 1 ? Parameters[index] : state[0] + (share * (Parameters[index] - state[0])));
        }
    }

    /// <summary>Gives the parameters their averages, which stay as they are. Before the first update nothing happens.</summary>
    public void Apply()
    {
        for (var index = 0; index < states.Length && Updates > 0; index++)
        {
            Parameters[index].Assign(states[index][0]);
        }
    }

    /// <summary>Exchanges the weights and their averages; once more, and all is as before.</summary>
    public void Swap()
    {
        using var scope = new Scope<T>();
        for (var index = 0; index < states.Length; index++)
        {
            var weights = Parameters[index].Detach();
            Parameters[index].Assign(states[index][0]);
            states[index].Assign(0, weights);
        }
    }
}
