namespace AutoGrad;

/// <summary>Newton's method whose equations are solved by conjugate gradients with exact products of the Hessian: few iterations near a minimum.</summary>
/// <remarks>
/// Formula: d solves H d = -g until the residual is min(1/2, sqrt |g|) |g|, or until a direction of negative curvature is met, which is then followed; steps satisfy the
/// strong Wolfe conditions. The products H v come from differentiating twice, so the Hessian is never formed.
/// Source: Nocedal and Wright, Numerical optimization, 2nd edition, 2006, algorithm 7.1.
/// </remarks>
public sealed class NewtonCg : DescentMethod
{
    private protected override double Flatness => 0.9;

    private protected override IDirections Begin(Objective objective) => new Truncated(objective);

    private sealed class Truncated(Objective objective) : IDirections
    {
        public void Forget()
        {
            // Each direction is made from scratch.
        }

        public (double[] Direction, double Step) Next(Trial? before, Trial here)
        {
            var size = Vectors.Norm(here.Gradient);
            var enough = Math.Min(0.5, Math.Sqrt(size)) * size;
            var solution = new double[here.Gradient.Length];
            var residual = here.Gradient;
            var direction = Vectors.Scale(-1, residual);
            var square = Vectors.Dot(residual, residual);
            for (var count = 0; count < 10 * solution.Length && Math.Sqrt(square) > enough; count++)
            {
                var product = objective.HessianProduct(here.Point, direction);
                var curvature = Vectors.Dot(direction, product);
                if (!(curvature > 0))
                {
                    return (count == 0 ? direction : solution, 1);
                }

                var step = square / curvature;
                solution = Vectors.Add(solution, step, direction);
                residual = Vectors.Add(residual, step, product);
                var next = Vectors.Dot(residual, residual);
                direction = Vectors.Add(Vectors.Scale(-1, residual), next / square, direction);
                square = next;
            }

            return (solution, 1);
        }
    }
}
