namespace AutoGrad.House;

public class PackageTests
{
    [Fact]
    public void The_assembly_is_called_AutoGrad() => Assert.Equal("AutoGrad", typeof(IMapKernel<float>).Assembly.GetName().Name);
}
